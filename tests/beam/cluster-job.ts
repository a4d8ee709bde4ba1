import {
  StreamingJob,
  type JsonValue,
  type Source,
  type SourceReader,
  type SourceSplit,
  type StreamingContext,
} from '@weir/core';
import { HttpSink } from '@weir/sink-http';

/** The numbers from 0 up to `count` in one split for each subtask; then nothing comes, and it does not end. */
class Numbers implements Source<number> {
  readonly name = 'numbers';
  readonly traits = { bounded: false, rewindable: true, splittable: true };
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  splits(parallelism: number): readonly SourceSplit[] {
    return Array.from({ length: parallelism }, (_, i) => ({ id: String(i), detail: { first: i, step: parallelism } }));
  }

  createReader(split: SourceSplit, position: JsonValue | undefined): SourceReader<number> {
    const { first, step } = split.detail as { readonly first: number; readonly step: number };
    let next = position === undefined ? 0 : Number(position);
    const size = Math.ceil((this.#count - first) / step);
    return {
      read: (max, signal) => {
        const length = Math.min(max, size - next);
        if (length <= 0) return silence(signal);
        const positions = Array.from({ length }, (_, i) => next + i);
        next += length;
        return { values: positions.map((at) => first + at * step), positions };
      },
      position: () => next,
      close: () => undefined,
    };
  }
}

/** Nothing, until `signal` aborts. */
function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** Sends `orders.count` numbers as `/r?n=0`, `/r?n=1`, … to `orders.url`, and goes on waiting for more. */
export default class ClusterJob extends StreamingJob {
  override handle(context: StreamingContext): void {
    const url = context.parameters.get('orders.url', '');
    const numbers = context.addSource(new Numbers(Number(context.parameters.get('orders.count', '0'))));
    const requests = numbers.uid('numbers').map((n) => `${url}/r?n=${n}`);
    new HttpSink(context).post(requests).name('orders').uid('orders');
  }
}

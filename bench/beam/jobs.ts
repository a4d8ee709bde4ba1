import { StreamingJob, type Sink, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';

/** When the first record was mapped, by `performance.now()` of the process: the functions run in the bench itself. */
export const first = globalThis as { weirBenchFirstAt?: number };

interface Order {
  readonly id: number;
  readonly body: string;
}

/** `bench.count` orders. */
function orders(context: StreamingContext) {
  const count = Number(context.parameters.get('bench.count', '0'));
  return context.fromIterable<Order>(function* () {
    for (let id = 0; id < count; id++) yield { id, body: `element-${id}` };
  });
}

function noteFirst(): void {
  first.weirBenchFirstAt ??= performance.now();
}

/** Source → map → HTTP sink. */
export class HttpJob extends StreamingJob {
  override handle(context: StreamingContext): void {
    const url = context.parameters.get('bench.url', '');
    const urls = orders(context).map(({ id }) => {
      noteFirst();
      return `${url}/?n=${id}`;
    });
    new HttpSink(context).post(urls).uid('out');
  }
}

/** Takes everything and keeps nothing. */
const nowhere: Sink<unknown> = {
  name: 'nowhere',
  createWriter() {
    let accepted = 0;
    return {
      write(batch, from) {
        accepted += batch.values.length - from;
        return batch.values.length - from;
      },
      ready: () => Promise.resolve(),
      flush: () => Promise.resolve(),
      abandon: () => Promise.resolve(),
      ledger: () => ({ accepted, delivered: accepted, deadLettered: 0, held: 0 }),
      close: () => Promise.resolve(),
    };
  },
};

/** Source → map → nowhere; with `bench.shuffle` the records change the process between map and sink. */
export class MapJob extends StreamingJob {
  override handle(context: StreamingContext): void {
    const mapped = orders(context).map((order) => {
      noteFirst();
      return { ...order, doubled: order.id * 2 };
    });
    const shuffled = context.parameters.get('bench.shuffle', '') === 'true' ? mapped.rebalance() : mapped;
    shuffled.addSink(nowhere).uid('out');
  }
}

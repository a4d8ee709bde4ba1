import { StreamingJob, type Sink, type StreamingContext } from '@weir/core';

/** How often each number came to the sink, while the functions run in the process of the soak. */
export const came = globalThis as { weirSoakCame?: Map<number, number> };

const counting: Sink<number> = {
  name: 'counting',
  createWriter() {
    let accepted = 0;
    return {
      write({ values }, from) {
        const counts = (came.weirSoakCame ??= new Map());
        for (const value of values.slice(from)) counts.set(value, (counts.get(value) ?? 0) + 1);
        accepted += values.length - from;
        return values.length - from;
      },
      ready: () => Promise.resolve(),
      flush: () => Promise.resolve(),
      abandon: () => Promise.resolve(),
      ledger: () => ({ accepted, delivered: accepted, deadLettered: 0, held: 0 }),
      close: () => Promise.resolve(),
    };
  },
};

/** The numbers up to `soak.count` at `soak.rate` a second, over a shuffle by key or in turn (`soak.shuffle`), to a count. */
export default class SoakJob extends StreamingJob {
  override handle(context: StreamingContext): void {
    const { parameters } = context;
    const [count, ratePerSecond] = [parameters.getInt('soak.count', 0), parameters.getInt('soak.rate', 0)];
    const numbers = context.generate({ count, ratePerSecond });
    const shuffled =
      parameters.get('soak.shuffle', '') === 'keyed' ? numbers.keyBy((n) => n % 97) : numbers.rebalance();
    shuffled
      .map((n) => n)
      .addSink(counting)
      .uid('out');
  }
}

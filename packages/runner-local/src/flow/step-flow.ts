import { pickRecords, type Batch, type ChainStep, type FailedRecords } from '@weir/core';
import type { BatchSizer } from './batch-sizer.js';
import type { BatchItem, Flow, Item } from './flow.js';

/** The records of `batch` from `from` up to `to`. */
function slice(batch: Batch<unknown>, from: number, to: number): Batch<unknown> {
  const indices = Array.from({ length: to - from }, (_, i) => from + i);
  return pickRecords(batch, indices) ?? batch;
}

/** Runs what it pulls through a fused chain of synchronous steps, no more records at a time than the sizer says. */
export class StepFlow implements Flow {
  readonly #upstream: Flow;
  readonly #steps: readonly ChainStep[];
  readonly #failed: FailedRecords;
  readonly #sizer: BatchSizer;
  #current: BatchItem | undefined;
  #from = 0;
  /** Batches of failed records that go next. */
  #waiting: Batch<unknown>[] = [];

  /** @param failed where the steps report records on which they fail */
  constructor(upstream: Flow, steps: readonly ChainStep[], failed: FailedRecords, sizer: BatchSizer) {
    this.#upstream = upstream;
    this.#steps = steps;
    this.#failed = failed;
    this.#sizer = sizer;
  }

  async pull(): Promise<Item | undefined> {
    for (;;) {
      const waiting = this.#waiting.shift();
      if (waiting) return { kind: 'batch', batch: waiting, input: 0 };
      this.#failed.throwIfAny();
      if (!this.#current) {
        const item = await this.#upstream.pull();
        if (item?.kind !== 'batch') return item;
        this.#current = item;
      }
      const batch = this.#apply(this.#takeSlice(this.#current), this.#current.input);
      if (batch) return { kind: 'batch', batch, input: 0 };
    }
  }

  #takeSlice(item: BatchItem): Batch<unknown> {
    const { length } = item.batch.values;
    const to = Math.min(length, this.#from + this.#sizer.size);
    const part = this.#from === 0 && to === length ? item.batch : slice(item.batch, this.#from, to);
    this.#from = to === length ? 0 : to;
    return part;
  }

  #apply(slice: Batch<unknown>, input: number): Batch<unknown> | undefined {
    if (this.#from === 0) this.#current = undefined;
    const result = this.#run(slice, input, 0);
    if (result && !result.failures) this.#sizer.observe(result.values);
    return result;
  }

  /** From step `first` on. What fails on the way is taken past the steps behind it. */
  #run(slice: Batch<unknown>, input: number, first: number): Batch<unknown> | undefined {
    let batch: Batch<unknown> | undefined = slice;
    for (let i = first; i < this.#steps.length && batch; i++) {
      const { step, forFailed } = this.#steps[i] as ChainStep;
      if (batch.failures && !forFailed) continue;
      batch = step(batch, i === 0 ? input : 0);
      for (const failed of this.#failed.take()) {
        const past = this.#run(failed, 0, i + 1);
        if (past) this.#waiting.push(past);
      }
    }
    return batch;
  }
}

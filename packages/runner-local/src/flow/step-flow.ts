import { pickRecords, type Batch, type Step } from '@weir/core';
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
  readonly #steps: readonly Step[];
  readonly #sizer: BatchSizer;
  #current: BatchItem | undefined;
  #from = 0;

  constructor(upstream: Flow, steps: readonly Step[], sizer: BatchSizer) {
    this.#upstream = upstream;
    this.#steps = steps;
    this.#sizer = sizer;
  }

  async pull(): Promise<Item | undefined> {
    for (;;) {
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
    let batch: Batch<unknown> | undefined = slice;
    let nextInput = input;
    for (const step of this.#steps) {
      batch = step(batch, nextInput);
      if (!batch) return undefined;
      nextInput = 0;
    }
    this.#sizer.observe(batch.values);
    return batch;
  }
}

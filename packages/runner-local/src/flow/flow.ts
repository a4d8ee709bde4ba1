import type { Batch } from '@weir/core';

/** What comes out of a flow: a batch and the input of the stage that it came in by. */
export interface Item {
  readonly batch: Batch<unknown>;
  readonly input: number;
}

/**
 * A place to pull batches from. Nothing moves unless somebody pulls: that is the backpressure. One pull at a time;
 * undefined is the end, for ever after. Rejects when the job is aborted.
 */
export interface Flow {
  pull(): Promise<Item | undefined>;
}

import type { Batch } from '@weir/core';

/** Records, and the input of the stage that they came in by. */
export interface BatchItem {
  readonly kind: 'batch';
  readonly batch: Batch<unknown>;
  readonly input: number;
}

/**
 * The line that a checkpoint draws through a stream: what comes before it is in the checkpoint or was settled, what
 * comes behind it is not. Travels with the records and never overtakes any, but for those an asynchronous operator has
 * in its state.
 */
export interface Barrier {
  readonly kind: 'barrier';
  readonly checkpoint: number;
}

/** What comes out of a flow. */
export type Item = BatchItem | Barrier;

/**
 * A place to pull from. Nothing moves unless somebody pulls: that is the backpressure. One pull at a time; undefined is
 * the end, for ever after. Rejects when the job is aborted.
 */
export interface Flow {
  pull(): Promise<Item | undefined>;
}

import type { Batch } from '../record/batch.js';

/**
 * A synchronous operator at work: takes a batch of input `input` (0 unless the node has several) and gives what comes
 * out of it, undefined for nothing. Keeps no state; throws OPERATOR_FAILED and its kin.
 */
export type Step = (batch: Batch<unknown>, input: number) => Batch<unknown> | undefined;

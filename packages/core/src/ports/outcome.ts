import type { Attempt, DeadLetter } from './dead-letter.js';

/** How a record ended at a sink. */
export type RecordOutcome<T> =
  | { readonly kind: 'delivered'; readonly id: string; readonly record: T; readonly attempts: readonly Attempt[] }
  | { readonly kind: 'dead-lettered'; readonly id: string; readonly record: T; readonly letter: DeadLetter };

/**
 * Told of outcomes by a sink. Called with what settled together, one call at a time per writer; the records count as
 * held until the promise resolves, so that what it does belongs to the delivery. A rejection fails the job.
 */
export type OutcomeListener<T> = (outcomes: readonly RecordOutcome<T>[]) => void | Promise<void>;

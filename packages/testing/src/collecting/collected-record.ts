import type { Lineage } from '@weir/core';

/** A record that reached a sink, with where it comes from. */
export interface CollectedRecord<T> {
  readonly value: T;
  readonly lineage: Lineage;
  /** What the nearest keyBy upstream returned. */
  readonly key: string | undefined;
  /** Subtask of the writer that took it. */
  readonly subtask: number;
}

/** A record that its sink gave up on. */
export interface AbandonedRecord<T> extends CollectedRecord<T> {
  /** What `abandon` was called with. */
  readonly reason: string;
}

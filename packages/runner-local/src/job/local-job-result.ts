import type { JobResult } from '@weir/core';

/** What the local runner gives at the end. */
export interface LocalJobResult extends JobResult {
  /** How often the job was restarted after a failure. */
  readonly restarts: number;
  readonly checkpoints: { readonly completed: number; readonly failed: number };
  /** Id of the checkpoint that the job went on from; absent when it began anew. */
  readonly resumedFrom?: number;
}

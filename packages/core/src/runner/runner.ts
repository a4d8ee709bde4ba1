import type { JobGraph } from '../graph/job-graph.js';
import type { JobResult } from './job-result.js';

/** A job under way. */
export interface JobHandle {
  /** Resolves when the job has ended in any way but an error; rejects with `JobFailedError`. */
  readonly result: Promise<JobResult>;
  /**
   * Stops the sources and lets everything on its way reach its end, for `deadlineMs` at most; what is unfinished then
   * is dead-lettered. Resolves when the job has ended. Idempotent.
   */
  drain(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** Stops at once: what is held is dead-lettered, nothing more is sent. Resolves when the job has ended. Idempotent. */
  cancel(): Promise<void>;
}

/** What every runner says of itself, for the conformance suite and for refusals before anything is submitted. */
export interface RunnerTraits {
  readonly name: string;
  /** What this runner cannot do with `graph`, one sentence each; empty when it can run it. */
  unsupported(graph: JobGraph): readonly string[];
}

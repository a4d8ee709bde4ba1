import type { JobResult } from '@weir/core';
import type { JobStatus } from '@weir/runner-local';

/** One way to stop a job, for one signal. */
export interface Stop {
  /** What happens now, one or two sentences: "draining. The sources are stopped; …" */
  readonly announcement: string;
  /** Begins it. Its failure is logged; the job goes on. */
  begin(): Promise<unknown>;
}

/** A job under way, on whatever runner. */
export interface RunningJob {
  /** Rejects with `JobFailedError` when the job fails. */
  readonly result: Promise<JobResult>;
  /** The counters at this moment; undefined where the runner tells none. */
  status(): JobStatus | undefined;
  /** What the first signal does, what the second, and so on; one more ends the process. */
  readonly stops: readonly Stop[];
}

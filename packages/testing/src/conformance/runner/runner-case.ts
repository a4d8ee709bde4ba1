import type { JobClass, JobResult } from '@weir/core';
import type { WrittenRecord } from './line-file-sink.js';

/** A job of the suite, by reference: where a worker elsewhere finds it again. */
export interface ConformanceJobReference {
  readonly jobClass: JobClass;
  /** Absolute path of the module that exports the class. */
  readonly module: string;
  /** Name of the export. */
  readonly exportName: string;
}

/** Runs a job to its end with these parameters; rejects as the runner does when the job fails. */
export type RunConformanceJob = (
  job: ConformanceJobReference,
  parameters: Readonly<Record<string, string>>,
) => Promise<JobResult>;

/** What a job wrote and how it ended. */
export interface ConformanceRun {
  readonly result: JobResult;
  /** Everything that came to the sink. */
  readonly written: readonly WrittenRecord[];
  /** What was delivered of it. */
  readonly values: readonly unknown[];
}

/** One promise of runners: a job and what must hold after it ran. */
export interface RunnerCase {
  readonly name: string;
  readonly job: JobClass;
  /** Looks at the first run; `again` runs the job once more. */
  verify(run: ConformanceRun, again: () => Promise<ConformanceRun>): void | Promise<void>;
}

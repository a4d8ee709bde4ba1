import { JobFailedError, type JobResult, type Logger } from '@weir/core';
import type { Terminal } from '../output/terminal.js';
import { reportProgress } from './report-progress.js';
import type { RunningJob } from './running-job.js';
import { stopOnSignals } from './stop-on-signals.js';

/** How a job ended. `result` is there as soon as the job has started, `error` unless it went well. */
export interface Ending {
  readonly result?: JobResult;
  readonly error?: unknown;
}

/** Follows a job to its end: shows its progress and stops it on signals. Never rejects. */
export async function runSupervised(job: RunningJob, logger: Logger, terminal: Terminal): Promise<Ending> {
  const releaseSignals = stopOnSignals(job, logger);
  const endProgress = reportProgress(job, terminal, logger);
  try {
    return { result: await job.result };
  } catch (error) {
    return error instanceof JobFailedError ? { result: error.result, error } : { error };
  } finally {
    endProgress();
    releaseSignals();
  }
}

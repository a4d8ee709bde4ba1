import { JobFailedError, type JobClass, type JobResult, type Logger, type Metrics } from '@weir/core';
import { startLocal, type CheckpointingOptions } from '@weir/runner-local';
import type { Terminal } from '../output/terminal.js';
import { reportProgress } from './report-progress.js';
import { stopOnSignals } from './stop-on-signals.js';

/** What a job is run with. */
export interface Supervision {
  readonly conf: string | undefined;
  readonly parameters: readonly string[];
  readonly drainDeadlineMs: number;
  readonly checkpoints: CheckpointingOptions | false;
  readonly logger: Logger;
  readonly metrics: Metrics | undefined;
}

/** How it ended. `result` is there as soon as the job has started, `error` unless it went well. */
export interface Ending {
  readonly result?: JobResult;
  readonly error?: unknown;
}

/** Runs a job to its end in this process: shows its progress and stops it on signals. Never rejects. */
export async function runSupervised(job: JobClass, supervision: Supervision, terminal: Terminal): Promise<Ending> {
  const { conf, parameters, drainDeadlineMs, logger, metrics, checkpoints } = supervision;
  const options = { args: parameters, drainDeadlineMs, logger, checkpoints, ...(metrics && { metrics }) };
  const handle = startLocal(job, { ...options, ...(conf !== undefined && { conf }) });
  const releaseSignals = stopOnSignals(handle, drainDeadlineMs, logger);
  const endProgress = reportProgress(handle, terminal, logger);
  try {
    return { result: await handle.result };
  } catch (error) {
    return error instanceof JobFailedError ? { result: error.result, error } : { error };
  } finally {
    endProgress();
    releaseSignals();
  }
}

import {
  describeError,
  JobFailedError,
  loadParameters,
  runLifecycle,
  stderrLogger,
  type JobClass,
  type JobHandle,
} from '@weir/core';
import type { JobStatus } from './job/job-status.js';
import { LocalJob } from './job/local-job.js';
import { checkpointKeys } from './checkpoint/checkpoint-keys.js';
import type { LocalJobResult } from './job/local-job-result.js';
import type { RunLocalOptions } from './job/options.js';
import { restartKeys } from './restart/restart-keys.js';

/** A job of the local runner under way. */
export interface LocalJobHandle extends JobHandle {
  readonly result: Promise<LocalJobResult>;
  /** The counters at this moment; undefined before the job has started. */
  status(): JobStatus | undefined;
}

/**
 * Starts a job in this process and gives its handle at once.
 *
 * Problems before the start reject `result` with their own code; a failure of the running job with `JobFailedError`.
 */
export function startLocal(jobClass: JobClass, options: RunLocalOptions = {}): LocalJobHandle {
  const job = new LocalJob(options);
  const stop = (): void => void job.drain();
  options.signal?.addEventListener('abort', stop, { once: true });
  const result = runToEnd(jobClass, options, job).finally(() => {
    options.signal?.removeEventListener('abort', stop);
    job.end();
  });
  if (options.signal?.aborted) stop();
  return {
    result,
    status: () => job.status(),
    drain: (drainOptions) => job.drain(drainOptions),
    cancel: () => job.cancel(),
  };
}

async function runToEnd(jobClass: JobClass, options: RunLocalOptions, job: LocalJob): Promise<LocalJobResult> {
  const logger = options.logger ?? stderrLogger;
  const parameters = loadParameters({ conf: options.conf, args: options.args, logger });
  const knownKeys = [...Object.keys(checkpointKeys), ...Object.keys(restartKeys)];
  let result: LocalJobResult | undefined;
  try {
    return await runLifecycle(jobClass, { parameters, logger, knownKeys }, async (prepared) => {
      return (result = await job.run(prepared));
    });
  } catch (cause) {
    if (!result) throw cause;
    // The records have their place, whatever becomes of the job: their ledger must not go with it.
    const error = new Error(`destroy() failed: ${describeError(cause)}`, { cause });
    throw new JobFailedError({ ...result, state: 'failed' }, error);
  }
}

/**
 * Runs a job in this process to its end and gives its result, with a ledger in which
 * `accepted = delivered + deadLettered + held`.
 *
 * @throws `JobFailedError` (code JOB_FAILED) when the job failed; its `result` has the ledger, its `cause` the reason
 */
export function runLocal(jobClass: JobClass, options: RunLocalOptions = {}): Promise<LocalJobResult> {
  return startLocal(jobClass, options).result;
}

import { describeError, isWeirError, WeirError } from '../errors/weir-error.js';
import type { JobResult } from './job-result.js';

/** A job ended by an error: `code` JOB_FAILED, the error as `cause`, the ledger at that moment in `result`. */
export class JobFailedError extends WeirError {
  readonly result: JobResult;

  constructor(result: JobResult, cause: unknown) {
    const code = isWeirError(cause) ? ` [${cause.code}]` : '';
    super('JOB_FAILED', `The job ${result.job} failed${code}: ${describeError(cause)}`, { cause });
    this.name = 'JobFailedError';
    this.result = result;
  }
}

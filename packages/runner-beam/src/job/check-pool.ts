import { describeError, WeirError, type Logger } from '@weir/core';
import { Connection } from '../protocol/connection.js';
import { protos } from '../protocol/protos.js';
import type { JobReference } from '../reference/job-reference.js';
import { findFailure } from '../worker/failure-text.js';

/** A pool that takes longer to draw a job is not waited for. */
const answerWithinMs = 5_000;

/**
 * Asks the worker pool at `address` whether it can draw the job: an engine would start it again and again before it says
 * that it cannot. A pool that only the engine can reach, or one that is not Weir's, is not asked.
 *
 * @throws what drawing the job in the pool throws
 */
export async function checkPool(address: string, reference: JobReference, logger: Logger): Promise<void> {
  const connection = new Connection(address);
  const { CheckJob } = protos.WorkerPool.service;
  const asked = connection.call(CheckJob, { reference: JSON.stringify(reference) }, answerWithinMs);
  const { failure } = await asked
    .catch((error: unknown) => {
      logger.info(`The worker pool at ${address} cannot be asked from here for the job: ${describeError(error)}`);
      return { failure: '' };
    })
    .finally(() => connection.close());
  const found = findFailure(failure);
  if (found) throw new WeirError(found.code, `The worker pool at ${address} cannot run the job. ${found.message}`);
}

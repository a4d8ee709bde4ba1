import { describeError, WeirError, type Logger } from '@weir/core';
import { Connection } from '../protocol/connection.js';
import { protos } from '../protocol/protos.js';
import type { JobReference } from '../reference/job-reference.js';
import { findLastingFailure } from '../worker/failure-text.js';

/** A pool that takes longer to draw a job is not waited for. */
const answerWithinMs = 5_000;

const loopback = /^(localhost|127\.|\[?::1\]?)/;

/**
 * Asks the worker pool at `address` whether it can draw the job: an engine would start it again and again before it says
 * that it cannot. A pool that only the engine can reach is not asked, nor one that is not Weir's, nor one on the loopback
 * interface where the engine at `endpoint` is elsewhere: it means another pool there.
 *
 * @throws what no start of the job can mend
 */
export async function checkPool(
  address: string,
  { endpoint, reference, logger }: { endpoint: string; reference: JobReference; logger: Logger },
): Promise<void> {
  if (loopback.test(address) && !loopback.test(endpoint)) return;
  const connection = new Connection(address);
  const { CheckJob } = protos.WorkerPool.service;
  const asked = connection.call(CheckJob, { reference: JSON.stringify(reference) }, answerWithinMs);
  const { failure } = await asked
    .catch((error: unknown) => {
      logger.info(`The worker pool at ${address} did not say whether it has the job: ${describeError(error)}`);
      return { failure: '' };
    })
    .finally(() => connection.close());
  const lasting = findLastingFailure([failure]);
  if (lasting)
    throw new WeirError(lasting.code, `The worker pool at ${address} cannot run the job. ${lasting.message}`);
}

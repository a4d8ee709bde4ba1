import type { Finding } from '../destination/destination.js';
import { retryAfterOf } from '../letter/describe-result.js';
import type { SendResult } from '../send/http-transport.js';
import type { Outcome } from './classify-outcome.js';

/** What an attempt and its outcome say about the destination. */
export function findingOf(result: SendResult, outcome: Outcome): Finding {
  // Nothing was sent there, so that nothing is known.
  if (result.kind === 'failed' && result.error === 'host-refused') return 'unknown';
  if (outcome.kind !== 'retry') return result.kind === 'answered' || outcome.kind === 'delivered' ? 'well' : 'failed';
  if (result.kind === 'failed') return result.error === 'timeout' ? 'overloaded' : 'failed';
  // One that says when to come back is obeyed; its limit was not the number of requests in flight.
  if (retryAfterOf(result) !== undefined) return 'failed';
  return result.status === 429 || result.status === 503 ? 'overloaded' : 'failed';
}

import { WeirError } from '../errors/weir-error.js';
import type { Clock } from '../ports/clock.js';
import type { Batch } from '../record/batch.js';
import type { MapAsyncOperator } from './map-async.js';
import { operatorError, showRecord, type OperatorLabel } from './operator-error.js';

/** What calls of an asynchronous function need beside the record. */
export interface AsyncCallOptions {
  readonly operator: MapAsyncOperator;
  readonly label: OperatorLabel;
  readonly clock: Clock;
  /** Aborts when the job does. */
  readonly signal: AbortSignal;
}

/**
 * Calls the function of a mapAsync on record `index` and waits for its result, no longer than its timeout.
 *
 * @throws OPERATOR_FAILED, OPERATOR_TIMEOUT; the reason of `signal` when that aborts
 */
export async function callAsync(options: AsyncCallOptions, batch: Batch<unknown>, index: number): Promise<unknown> {
  const { operator, label, clock, signal } = options;
  const call = new AbortController();
  const onAbort = (): void => call.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const stopTimer = clock.setTimer(() => {
    call.abort(
      new WeirError(
        'OPERATOR_TIMEOUT',
        `${label} did not finish within ${operator.timeoutMs} ms on ${showRecord(batch, index)}. Raise timeoutMs or bound the work.`,
      ),
    );
  }, operator.timeoutMs);
  try {
    return await new Promise((resolve, reject) => {
      call.signal.addEventListener('abort', () => reject(call.signal.reason as Error), { once: true });
      Promise.resolve(operator.fn(batch.values[index], { signal: call.signal })).then(resolve, reject);
    });
  } catch (cause) {
    throw signal.aborted ? cause : operatorError(label, batch, index, cause);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

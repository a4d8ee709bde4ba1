import { setTimeout as sleep } from 'node:timers/promises';
import { HBaseError, RETRY } from '../errors.js';
import { type RetryPolicy, retryDelay } from './retry-policy.js';

/** Limits of one operation. */
export interface RetryLimits extends RetryPolicy {
  /** Time for all attempts and the pauses between them. */
  readonly operationTimeoutMs: number;
  /** Aborted with an HBaseError when the client is closed. */
  readonly signal: AbortSignal;
}

/**
 * Runs an attempt until it succeeds, fails for good, or the operation's time is over; then the last failure is thrown, with its
 * own code, because that is what can be acted upon. An attempt still under way at that moment is left to its own timeouts.
 *
 * @param operation - what is being done, for the message: `put into letters`
 */
export async function runWithRetries<T>(operation: string, limits: RetryLimits, attempt: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let lastFailure: HBaseError | undefined;
  for (let attempts = 1; ; attempts++) {
    limits.signal.throwIfAborted();
    const remainingMs = limits.operationTimeoutMs - (performance.now() - startedAt);
    const outcome = await settleWithin(attempt(), remainingMs, limits.signal);
    if (outcome.kind === 'done') return outcome.value;
    if (outcome.kind === 'failed') {
      if (!(outcome.error instanceof HBaseError) || outcome.error.retry.kind === 'fatal') throw outcome.error;
      lastFailure = outcome.error;
    }
    const delayMs = retryDelay(limits, attempts, Math.random());
    const elapsedMs = performance.now() - startedAt;
    if (outcome.kind === 'late' || elapsedMs + delayMs >= limits.operationTimeoutMs) {
      throw gaveUp(`${operation}: gave up after ${attempts} attempts in ${Math.round(elapsedMs)} ms`, lastFailure);
    }
    await pause(delayMs, limits.signal);
  }
}

type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/** Waits for the attempt, but neither beyond the time left nor beyond the client's life. */
function settleWithin<T>(attempt: Promise<T>, timeoutMs: number, signal: AbortSignal): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome<T>): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(outcome);
    };
    const onAbort = (): void => {
      settle({ kind: 'failed', error: signal.reason });
    };
    const timer = setTimeout(settle, timeoutMs, { kind: 'late' });
    signal.addEventListener('abort', onAbort, { once: true });
    attempt.then(
      (value) => {
        settle({ kind: 'done', value });
      },
      (error: unknown) => {
        settle({ kind: 'failed', error });
      },
    );
  });
}

function gaveUp(summary: string, cause: HBaseError | undefined): HBaseError {
  if (!cause) {
    return new HBaseError({ code: 'HBASE_OPERATION_TIMEOUT', message: `${summary}: no answer`, retry: RETRY });
  }
  const { code, retry, exceptionClass } = cause;
  return new HBaseError({ code, retry, exceptionClass, message: `${summary}: ${cause.message}`, cause });
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await sleep(delayMs, undefined, { signal }).catch((error: unknown) => {
    // Node's AbortError says only that the pause ended; the reason says that the client was closed
    throw signal.aborted ? signal.reason : error;
  });
}

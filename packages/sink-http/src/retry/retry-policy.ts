/** When and how often a record is sent again. */
export interface RetryPolicy {
  /** Further attempts after the first. */
  readonly retries: number;
  /** Bound of the first delay; 0 sends again at once. */
  readonly initialMs: number;
  readonly maxMs: number;
  /** What each delay's bound is multiplied by; 1 or more. */
  readonly multiplier: number;
  /** `full`: anything between 0 and the bound, so that records that failed together do not come back together. */
  readonly jitter: 'full' | 'none';
  /** The most that a Retry-After header can ask for. */
  readonly maxRetryAfterMs: number;
  /** No attempt is due later than this behind the acceptance of its record; absent is no bound. */
  readonly maxAgeMs?: number | undefined;
}

/** What is known of a record when an attempt has failed. */
export interface RetryState {
  /** Attempts so far, 1 or more. */
  readonly attempts: number;
  /** What the answer's Retry-After asks for, if it does. */
  readonly retryAfterMs?: number | undefined;
  /** How long ago the record was accepted; absent is just now. */
  readonly ageMs?: number | undefined;
}

/** Whether there is another attempt, and after which delay. */
export type RetryDecision = { readonly kind: 'retry'; readonly delayMs: number } | { readonly kind: 'give-up' };

const giveUp: RetryDecision = Object.freeze({ kind: 'give-up' });

/**
 * Decides about another attempt. Pure: `random` gives numbers from 0 up to 1.
 *
 * The delay is exponential with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
 * 2015): random(0, min(maxMs, initialMs · multiplier^(attempts − 1))); never less than Retry-After, up to its cap. An attempt that would be due beyond the age is
 * none.
 */
export function nextAttempt(policy: RetryPolicy, state: RetryState, random: () => number): RetryDecision {
  if (state.attempts > policy.retries) return giveUp;
  const askedMs = Math.min(state.retryAfterMs ?? 0, policy.maxRetryAfterMs);
  const delayMs = Math.max(askedMs, backoffMs(policy, state.attempts, random));
  if ((state.ageMs ?? 0) + delayMs > (policy.maxAgeMs ?? Infinity)) return giveUp;
  return { kind: 'retry', delayMs };
}

function backoffMs(policy: RetryPolicy, attempts: number, random: () => number): number {
  if (policy.initialMs === 0) return 0;
  const boundMs = Math.min(policy.maxMs, policy.initialMs * policy.multiplier ** (attempts - 1));
  return policy.jitter === 'full' ? Math.floor(random() * boundMs) : Math.round(boundMs);
}

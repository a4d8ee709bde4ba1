/** The shape of the pauses between attempts. */
export interface RetryPolicy {
  readonly retryDelayMs: number;
  readonly maxRetryDelayMs: number;
}

/**
 * The pause after a failed attempt: doubles from `retryDelayMs` up to `maxRetryDelayMs`, then takes a random part between half
 * and the whole, so that writers that failed together do not come back together.
 *
 * @param attempt - attempts made so far, 1 or more
 * @param random - in [0, 1)
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: number): number {
  const delay = Math.min(policy.retryDelayMs * 2 ** Math.min(attempt - 1, 30), policy.maxRetryDelayMs);
  return delay * (0.5 + random / 2);
}

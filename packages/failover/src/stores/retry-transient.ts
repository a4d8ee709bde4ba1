import type { Clock } from '@weir/core';

const firstDelayMs = 50;
const longestDelayMs = 1_000;

/** When to try again. */
export interface RetryOptions {
  readonly clock: Clock;
  /** After this the last error is final; milliseconds. */
  readonly giveUpAfterMs: number;
  readonly isTransient: (error: unknown) => boolean;
}

/** Calls `attempt` again while it fails with a transient error, with a growing delay in between. */
export async function retryTransient<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, giveUpAfterMs, isTransient } = options;
  const giveUpAt = clock.now() + giveUpAfterMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || clock.now() + delayMs > giveUpAt) throw error;
    }
    await new Promise<void>((resolve) => clock.setTimer(resolve, delayMs));
  }
}

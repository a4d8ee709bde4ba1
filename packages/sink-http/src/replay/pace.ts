import type { Clock } from '@weir/core';

/** How far behind its time the next item may be: timers have a grain, but a stall must not end in a burst. */
const slackMs = 100;

/** The items of `chunks` in chunks of one, at most `ratePerSecond` of them in a second, spread evenly. */
export async function* pace<T>(
  chunks: AsyncIterable<readonly T[]>,
  ratePerSecond: number,
  clock: Clock,
): AsyncGenerator<readonly T[]> {
  const intervalMs = 1_000 / ratePerSecond;
  let dueAt = clock.now();
  for await (const chunk of chunks) {
    for (const item of chunk) {
      const waitMs = dueAt - clock.now();
      if (waitMs > 0) await new Promise<void>((resolve) => clock.setTimer(resolve, Math.ceil(waitMs)));
      dueAt = Math.max(dueAt, clock.now() - slackMs) + intervalMs;
      yield [item];
    }
  }
}

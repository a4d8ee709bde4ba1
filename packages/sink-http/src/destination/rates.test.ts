import { RateLimit } from './rate-limit.js';
import { RetryRatio } from './retry-ratio.js';

/** How many of what wants to go at every millisecond goes within `durationMs`. */
function count(limit: { admitsAt(now: number): number }, started: (now: number) => void, durationMs: number): number {
  let gone = 0;
  for (let now = 0; now < durationMs; now++) {
    for (let tries = 0; tries < 50 && limit.admitsAt(now) <= now; tries++) {
      started(now);
      gone += 1;
    }
  }
  return gone;
}

test.each([0.5, 7, 100, 5_000])('a rate of %d per second is kept', (perSecond) => {
  const rate = new RateLimit(perSecond);
  const gone = count(rate, (now) => rate.started(now), 10_000);
  expect(gone).toBeGreaterThanOrEqual(Math.floor(perSecond * 10));
  expect(gone).toBeLessThanOrEqual(perSecond * 10 * 1.01 + 1);
});

test('a clock that is set back does not stop the rate', () => {
  const rate = new RateLimit(10);
  rate.started(1_000_000);
  expect(rate.admitsAt(0)).toBeLessThanOrEqual(100);
});

test('retries that go at once are the reserve, then ten in a second and the share of the first attempts', () => {
  const ratio = new RetryRatio(0.5);
  const retry = (): void => ratio.retry();
  expect(count(ratio, retry, 1_000)).toBe(109);
  for (let i = 0; i < 40; i++) ratio.firstAttempt();
  let gone = 0;
  for (; ratio.admitsAt(1_000) <= 1_000; gone++) ratio.retry();
  expect(gone).toBe(21);
  expect(ratio.admitsAt(1_000)).toBeGreaterThan(1_000);
});

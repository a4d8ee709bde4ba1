import { ManualClock } from '@weir/testing';
import { pace } from './pace.js';

async function* numbers(): AsyncGenerator<readonly number[]> {
  for (let number = 0; ; number += 2) yield await Promise.resolve([number, number + 1]);
}

test('gives no more than the rate, from the first item on', async () => {
  const clock = new ManualClock();
  const paced = pace(numbers(), 4, clock);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const next = paced.next();
    if (i > 0) {
      await clock.waitForTimers();
      clock.advanceBy(250);
    }
    await next;
    times.push(clock.now());
  }
  expect(times).toEqual([0, 250, 500, 750, 1000]);
});

test('does not make up for a stall with a burst', async () => {
  const clock = new ManualClock();
  const paced = pace(numbers(), 10, clock);
  await paced.next();
  clock.advanceBy(60_000);
  await paced.next();
  await paced.next();
  const third = paced.next();
  await clock.waitForTimers();
  clock.advanceBy(100);
  expect((await third).value).toEqual([3]);
});

test('keeps up with a rate above the grain of timers', async () => {
  let now = 0;
  const setTimer = (callback: () => void, delayMs: number) => {
    now += Math.max(1, delayMs);
    callback();
    return () => undefined;
  };
  const paced = pace(numbers(), 10_000, { now: () => now, setTimer });
  for (let given = 0; given < 1_000; given++) await paced.next();
  expect(now).toBe(100);
});

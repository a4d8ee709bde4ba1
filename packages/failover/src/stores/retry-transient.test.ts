import { ManualClock } from '@weir/testing';
import { retryTransient } from './retry-transient.js';

const lost = new Error('lost');

function failing(clock: ManualClock, failures: number, error = lost) {
  const attempts: number[] = [];
  const work = retryTransient(
    () => {
      attempts.push(clock.now());
      return attempts.length > failures ? Promise.resolve('done') : Promise.reject(error);
    },
    { clock, giveUpAfterMs: 6_000, isTransient: (reason) => reason === lost },
  );
  return { attempts, work };
}

it('tries again with a growing delay until it succeeds', async () => {
  const clock = new ManualClock();
  const { attempts, work } = failing(clock, 6);
  for (const delayMs of [50, 100, 200, 400, 800, 1000]) {
    await clock.waitForTimers();
    clock.advanceBy(delayMs);
  }
  await expect(work).resolves.toBe('done');
  expect(attempts).toEqual([0, 50, 150, 350, 750, 1550, 2550]);
});

it('gives up with the last error when its time is over', async () => {
  const clock = new ManualClock();
  const { work } = failing(clock, 1);
  await clock.waitForTimers();
  clock.advanceBy(50);
  await work;
  const again = failing(clock, Infinity);
  const outcome = again.work.catch((error: unknown) => error);
  while (clock.now() < 6_000) {
    await Promise.race([clock.waitForTimers(), outcome]);
    if (clock.pendingTimers === 0) break;
    clock.advanceBy(1_000);
  }
  await expect(outcome).resolves.toBe(lost);
});

it('does not try again what will fail again', async () => {
  const clock = new ManualClock();
  const denied = new Error('denied');
  const { attempts, work } = failing(clock, Infinity, denied);
  await expect(work).rejects.toBe(denied);
  expect(attempts).toHaveLength(1);
});

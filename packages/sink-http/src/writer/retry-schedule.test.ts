import type { Clock } from '@weir/core';
import fc from 'fast-check';
import { ManualClock } from '@weir/testing';
import { RetrySchedule } from './retry-schedule.js';

interface Taken {
  readonly delayMs: number;
  readonly at: number;
}

test('each item is due at its time, earliest first, and there is never more than one timer', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1_000 }), { maxLength: 60 }), (delays) => {
      const clock = new ManualClock();
      const taken: Taken[] = [];
      const schedule = new RetrySchedule<number>(clock, () => {
        for (let delayMs = schedule.takeDue(); delayMs !== undefined; delayMs = schedule.takeDue()) {
          taken.push({ delayMs, at: clock.now() });
        }
      });
      for (const delayMs of delays) {
        schedule.add(delayMs, delayMs);
        expect(clock.pendingTimers).toBe(1);
      }
      clock.advanceBy(1_000);
      const expected = [...delays].sort((a, b) => a - b).map((delayMs) => ({ delayMs, at: delayMs }));
      expect(taken).toEqual(expected);
      expect([schedule.size, clock.pendingTimers]).toEqual([0, 0]);
    }),
  );
});

test('what is due and not taken has no timer that would spin, and can be taken later', () => {
  const clock = new ManualClock();
  let told = 0;
  const schedule = new RetrySchedule<string>(clock, () => (told += 1));
  schedule.add('a', 10);
  schedule.add('b', 20);
  clock.advanceBy(10);
  expect([told, clock.pendingTimers]).toEqual([1, 0]);
  expect(schedule.takeDue()).toBe('a');
  expect(schedule.takeDue()).toBeUndefined();
  expect(clock.nextTimerAt).toBe(20);
  expect(schedule.takeAll()).toEqual(['b']);
  expect(clock.pendingTimers).toBe(0);
});

test('an item that becomes due between two looks at the clock is not forgotten', () => {
  // Timers may fire a moment before the wall clock says so, and the clock goes on while they run.
  const looks = [0, 0, 9, 10, 10];
  const timers: (() => void)[] = [];
  const taken: (string | undefined)[] = [];
  const clock: Clock = {
    now: () => looks.shift() ?? 10,
    setTimer: (callback) => {
      timers.push(callback);
      return () => undefined;
    },
  };
  const schedule = new RetrySchedule<string>(clock, () => taken.push(schedule.takeDue()));
  schedule.add('only', 10);
  while (timers.length > 0 && schedule.size > 0) timers.shift()?.();
  expect(taken).toEqual([undefined, 'only']);
});

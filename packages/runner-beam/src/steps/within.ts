import { systemClock } from '@weir/core';

/** What `work` resolves to, or `late` when that takes longer than `ms` milliseconds. */
export function within<T>(work: Promise<T>, ms: number): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const stopTimer = systemClock.setTimer(() => resolve('late'), ms);
    work.then(resolve, reject).finally(stopTimer);
  });
}

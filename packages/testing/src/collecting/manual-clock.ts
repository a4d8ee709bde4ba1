import type { Clock } from '@weir/core';
import { ConditionWaits, type WaitDeadline } from '../waiting/condition-waits.js';

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  readonly #waits = new ConditionWaits<ManualClock>(this, () => `Pending timers: ${this.pendingTimers}.`);
  #now: number;

  /** @param startAt milliseconds since the epoch; default 0 */
  constructor(startAt = 0) {
    this.#now = startAt;
  }

  /** How many timers are set and not due yet. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** When the next timer is due; milliseconds since the epoch; undefined when none is set. */
  get nextTimerAt(): number | undefined {
    return this.#earliest()?.dueAt;
  }

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer: Timer = { dueAt: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    this.#waits.check();
    return () => {
      this.#timers.delete(timer);
    };
  }

  /**
   * Moves time on by `durationMs` (0 or more) and calls each timer that becomes due, at its time: in the order of due
   * time, then of setting; also those that the callbacks set. What waits for a promise in between runs afterwards.
   */
  advanceBy(durationMs: number): void {
    if (!(durationMs >= 0)) throw new RangeError(`A clock goes forward only; got ${durationMs} ms.`);
    const end = this.#now + durationMs;
    for (let timer = this.#earliest(); timer !== undefined && timer.dueAt <= end; timer = this.#earliest()) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.dueAt);
      timer.callback();
    }
    this.#now = end;
  }

  /** Resolves when at least `count` timers are set: whoever was expected to wait does. */
  async waitForTimers(count = 1, deadline?: WaitDeadline): Promise<void> {
    await this.#waits.until((clock) => clock.pendingTimers >= count, deadline);
  }

  #earliest(): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.#timers) {
      if (earliest === undefined || timer.dueAt < earliest.dueAt) earliest = timer;
    }
    return earliest;
  }
}

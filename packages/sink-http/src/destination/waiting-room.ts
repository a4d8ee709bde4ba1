import type { Clock } from '@weir/core';

/** Whoever has requests that may not go yet. */
export interface Waiter {
  wake(): void;
}

/** Those who wait for a destination, first come first served, and one timer for the earliest of their times. */
export class WaitingRoom {
  readonly #clock: Clock;
  readonly #waiters = new Map<Waiter, number>();
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** @param at when it is woken at the latest, in milliseconds since the epoch; Infinity: only by {@link wake} */
  add(waiter: Waiter, at: number): void {
    this.#waiters.set(waiter, at);
    if (at !== Infinity) this.#arm(at);
  }

  remove(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Wakes those who wait, each once, as long as there is room. */
  wake(hasRoom: () => boolean): void {
    for (let left = this.#waiters.size; left > 0 && hasRoom(); left--) {
      const [first] = this.#waiters.keys();
      if (first === undefined) return;
      this.#waiters.delete(first);
      first.wake();
    }
  }

  #arm(at: number): void {
    if (this.#timer && this.#timer.at <= at) return;
    this.#timer?.cancel();
    const cancel = this.#clock.setTimer(this.#onTimer, Math.max(0, at - this.#clock.now()));
    this.#timer = { at, cancel };
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    // A timer may fire a moment early; whoever asks too soon is told the time again.
    const now = this.#clock.now() + 1;
    const due = [...this.#waiters].filter(([, at]) => at <= now).map(([waiter]) => waiter);
    for (const waiter of due) {
      if (this.#waiters.delete(waiter)) waiter.wake();
    }
    const next = Math.min(...this.#waiters.values());
    if (next !== Infinity) this.#arm(next);
  };
}

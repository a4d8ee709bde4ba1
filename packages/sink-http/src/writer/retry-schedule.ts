import type { Clock } from '@weir/core';

interface Waiting<T> {
  readonly item: T;
  readonly dueAt: number;
}

/** Items that wait for their time: a binary heap by due time, and one timer for the first. */
export class RetrySchedule<T> {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  readonly #heap: Waiting<T>[] = [];
  #timer: { readonly dueAt: number; readonly cancel: () => void } | undefined;

  /** @param onDue called when items become due; not for those that are due when they are added */
  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(item: T, delayMs: number): void {
    this.#heap.push({ item, dueAt: this.#clock.now() + delayMs });
    this.#rise(this.#heap.length - 1);
    this.#arm();
  }

  /** Takes the item that has been due longest, if one is due. */
  takeDue(): T | undefined {
    const first = this.#heap[0];
    if (first === undefined) return undefined;
    const now = this.#clock.now();
    if (first.dueAt <= now) return this.#take(first);
    // With the time at which it was not due: a moment later it may be, and then nobody would be told.
    this.#arm(now);
    return undefined;
  }

  /** Takes everything, due or not. */
  takeAll(): T[] {
    this.#timer?.cancel();
    this.#timer = undefined;
    return this.#heap.splice(0).map(({ item }) => item);
  }

  #take(first: Waiting<T>): T {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink(0);
    }
    this.#arm();
    return first.item;
  }

  /** What is due already has no timer: whoever was told of it takes it as soon as there is room. */
  #arm(now: number = this.#clock.now()): void {
    const first = this.#heap[0];
    if (first === undefined || (this.#timer && this.#timer.dueAt <= first.dueAt)) return;
    const delayMs = first.dueAt - now;
    if (delayMs <= 0) return;
    this.#timer?.cancel();
    const cancel = this.#clock.setTimer(() => {
      this.#timer = undefined;
      this.#onDue();
      this.#arm();
    }, delayMs);
    this.#timer = { dueAt: first.dueAt, cancel };
  }

  #rise(index: number): void {
    for (let i = index; i > 0;) {
      const parent = (i - 1) >> 1;
      if (this.#dueAt(parent) <= this.#dueAt(i)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  #sink(index: number): void {
    for (let i = index; ;) {
      const left = 2 * i + 1;
      const least = this.#dueAt(left + 1) < this.#dueAt(left) ? left + 1 : left;
      if (this.#dueAt(least) >= this.#dueAt(i)) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #dueAt(index: number): number {
    return this.#heap[index]?.dueAt ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}

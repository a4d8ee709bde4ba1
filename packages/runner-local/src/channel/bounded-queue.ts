import type { Batch } from '@weir/core';
import type { Wakeup } from './wakeup.js';

/** How many records may wait between two subtasks before the sender stops. */
export const queueCapacity = 1_024;

/**
 * The way from one subtask to another, and the one place where records wait between subtasks. It takes a batch as long
 * as fewer than `capacity` records wait, so it holds less than `capacity` plus one batch: its size is the backpressure.
 */
export class BoundedQueue {
  /** Which input of the receiver this is. */
  readonly input: number;
  readonly #capacity: number;
  readonly #receiver: Wakeup;
  readonly #sender: Wakeup;
  #batches: Batch<unknown>[] = [];
  #records = 0;
  #ended = false;

  constructor(ends: { sender: Wakeup; receiver: Wakeup; input: number }, capacity: number = queueCapacity) {
    this.#sender = ends.sender;
    this.#receiver = ends.receiver;
    this.input = ends.input;
    this.#capacity = capacity;
  }

  get hasRoom(): boolean {
    return this.#records < this.#capacity;
  }

  /** Whether nothing waits and nothing will come. */
  get exhausted(): boolean {
    return this.#ended && this.#batches.length === 0;
  }

  push(batch: Batch<unknown>): void {
    this.#batches.push(batch);
    this.#records += batch.values.length;
    this.#receiver.wake();
  }

  /** Says that nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#receiver.wake();
  }

  shift(): Batch<unknown> | undefined {
    const batch = this.#batches.shift();
    if (!batch) return undefined;
    this.#records -= batch.values.length;
    this.#sender.wake();
    return batch;
  }
}

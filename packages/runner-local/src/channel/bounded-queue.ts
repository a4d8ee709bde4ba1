import type { Batch } from '@weir/core';
import type { Barrier } from '../flow/flow.js';
import type { Wakeup } from './wakeup.js';

/** How many records may wait between two subtasks before the sender stops. */
export const queueCapacity = 1_024;

/** What waits in a queue. */
export type QueueEntry = { readonly kind: 'batch'; readonly batch: Batch<unknown> } | Barrier;

/**
 * The way from one subtask to another, and the one place where records wait between subtasks. It takes a batch as long
 * as fewer than `capacity` records wait, so it holds less than `capacity` plus one batch: its size is the backpressure.
 * Barriers always fit.
 */
export class BoundedQueue {
  /** Which input of the receiver this is. */
  readonly input: number;
  readonly #capacity: number;
  readonly #receiver: Wakeup;
  readonly #sender: Wakeup;
  readonly #entries: QueueEntry[] = [];
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
    return this.#ended && this.#entries.length === 0;
  }

  push(entry: QueueEntry): void {
    this.#entries.push(entry);
    if (entry.kind === 'batch') this.#records += entry.batch.values.length;
    this.#receiver.wake();
  }

  /** Says that nothing more will come. */
  end(): void {
    this.#ended = true;
    this.#receiver.wake();
  }

  shift(): QueueEntry | undefined {
    const entry = this.#entries.shift();
    if (entry?.kind === 'batch') {
      this.#records -= entry.batch.values.length;
      this.#sender.wake();
    }
    return entry;
  }
}

import type { Destination } from '../destination/destination.js';
import type { Waiter } from '../destination/waiting-room.js';
import { Fifo } from './fifo.js';
import type { Sendable } from './held-record.js';

/** The records of one writer that wait to be sent to one destination; retries that are due go first. */
export class DestinationQueue implements Waiter {
  readonly destination: Destination;
  readonly #onWake: (queue: DestinationQueue) => void;
  readonly #due = new Fifo<Sendable>();
  readonly #fresh = new Fifo<Sendable>();
  /** Requests that this writer has in flight there. */
  inFlight = 0;
  /** Whether the writer looks at it for something to send; it does not while it is empty or has to wait. */
  listed = false;

  /** @param onWake called when it has waited long enough */
  constructor(destination: Destination, onWake: (queue: DestinationQueue) => void) {
    this.destination = destination;
    this.#onWake = onWake;
  }

  get size(): number {
    return this.#due.size + this.#fresh.size;
  }

  get isIdle(): boolean {
    return this.inFlight === 0 && this.size === 0;
  }

  push(held: Sendable): void {
    this.#fresh.push(held);
  }

  pushDue(held: Sendable): void {
    this.#due.push(held);
  }

  /** Takes and begins the next request; undefined when there is none, or when it has to wait and will be woken. */
  start(now: number): Sendable | undefined {
    const dueAt = this.#ask(this.#due, now);
    if (dueAt === 0) return this.#due.shift();
    // A retry that the ratio holds back holds up no first attempt.
    const freshAt = this.#ask(this.#fresh, now);
    if (freshAt === 0) return this.#fresh.shift();
    if (this.size > 0) this.destination.wait(this, Math.min(dueAt, freshAt));
    return undefined;
  }

  wake(): void {
    this.#onWake(this);
  }

  /** Takes out what is waiting. */
  takeAll(): Sendable[] {
    this.destination.forget(this);
    return [...this.#due.takeAll(), ...this.#fresh.takeAll()];
  }

  #ask(fifo: Fifo<Sendable>, now: number): number {
    const first = fifo.peek();
    return first === undefined ? Infinity : this.destination.start(first, now);
  }
}

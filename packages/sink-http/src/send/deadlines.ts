import { LinkedList, type Linked } from '../linked-list.js';
import type { Failed } from './http-transport.js';

/** An attempt under way that has to end by its deadline. */
export abstract class Deadlined implements Linked<Deadlined> {
  /** @internal */ dueMs = 0;
  /** @internal */ previous: Deadlined | undefined;
  /** @internal */ next: Deadlined | undefined;

  /** Ends it with `failure`; removes it from the list. */
  abstract cancel(failure: Failed): void;
}

/**
 * Ends things that have all been given the same time, with one timer for all of them: a timer for each request costs
 * more than the rest of its bookkeeping. In a list in order of start, the first is always due first.
 *
 * Measured by the monotonic clock: a timeout must not depend on the date.
 */
export class Deadlines {
  readonly timeoutMs: number;
  readonly #entries = new LinkedList<Deadlined>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  add(entry: Deadlined): void {
    entry.dueMs = performance.now() + this.timeoutMs;
    this.#entries.append(entry);
    // The timer stays armed when its entry leaves; it then finds out by itself what is due next.
    this.#timer ??= setTimeout(this.#onTimer, this.timeoutMs);
  }

  /** Only for an entry that was added and is still there. */
  remove(entry: Deadlined): void {
    this.#entries.remove(entry);
  }

  /** Ends everything with `failure`, in order of start. */
  cancelAll(failure: Failed): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const entry of [...this.#entries]) entry.cancel(failure);
  }

  /**
   * Looks only after the sockets have been read, and one turn later, since what was read may be taken in together at the
   * end of a turn: when this process was held up, answers that came in time may wait there, and timers run before them.
   */
  readonly #onTimer = (): void => {
    setImmediate(() => setImmediate(this.#endOverdue));
  };

  readonly #endOverdue = (): void => {
    const now = performance.now();
    // Free first: what ends here may add new entries.
    this.#timer = undefined;
    const message = `no complete answer within ${this.timeoutMs} ms`;
    let first = this.#entries.first;
    for (; first && first.dueMs <= now; first = this.#entries.first) {
      first.cancel({ kind: 'failed', error: 'timeout', message });
    }
    if (first) this.#timer ??= setTimeout(this.#onTimer, Math.ceil(first.dueMs - now));
  };
}

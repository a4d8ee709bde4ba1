import type { Clock } from '@weir/core';

/** How much goes into one commit; a single item larger than `maxBytes` goes alone. */
export interface CommitLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
}

/** How one kind of item is made durable. */
export interface Commit<T> {
  /** Makes `items` durable together, or rejects; called one at a time. */
  readonly write: (items: readonly T[]) => Promise<void>;
  readonly sizeOf: (item: T) => number;
  readonly limits: CommitLimits;
  /** How long a commit that is not full waits for more, where a commit costs more than its items; absent: not at all. */
  readonly linger?: { readonly delayMs: number; readonly clock: Clock };
}

interface Ticket {
  left: number;
  failed: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting<T> {
  readonly item: T;
  readonly ticket: Ticket;
}

/**
 * Lets callers that wait at the same time share one commit: one fsync, one statement.
 *
 * Unless told to linger, nothing waits for company: the first caller commits at once, and whoever comes while it does
 * goes into the next commit together. A commit that fails rejects the callers whose items were in it; the others are
 * not concerned.
 */
export class GroupCommit<T> {
  readonly #commit: Commit<T>;
  #waiting: Waiting<T>[] = [];
  #running: Promise<void> | undefined;
  #endLingering: (() => void) | undefined;
  #isHurried = false;

  constructor(commit: Commit<T>) {
    this.#commit = commit;
  }

  /** Resolves once all of `items` are durable, in order. */
  add(items: readonly T[]): Promise<void> {
    if (items.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const ticket: Ticket = { left: items.length, failed: false, resolve, reject };
      for (const item of items) this.#waiting.push({ item, ticket });
      this.#running ??= this.#run();
      if (this.#waiting.length >= this.#commit.limits.maxItems) this.#endLingering?.();
    });
  }

  /** Resolves when nothing waits any more. From now on nothing lingers. */
  async idle(): Promise<void> {
    this.#isHurried = true;
    this.#endLingering?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // One turn, so that callers of the same turn are in the first commit already.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      await this.#linger();
      const batch = this.#takeBatch();
      try {
        await this.#commit.write(batch.map(({ item }) => item));
        for (const { ticket } of batch) if (--ticket.left === 0) ticket.resolve();
      } catch (error) {
        this.#reject(batch, error);
      }
    }
    this.#running = undefined;
  }

  async #linger(): Promise<void> {
    const { linger, limits } = this.#commit;
    if (linger === undefined || linger.delayMs === 0) return;
    if (this.#isHurried || this.#waiting.length >= limits.maxItems) return;
    await new Promise<void>((resolve) => {
      const cancel = linger.clock.setTimer(resolve, linger.delayMs);
      this.#endLingering = () => {
        cancel();
        resolve();
      };
    });
    this.#endLingering = undefined;
  }

  #takeBatch(): Waiting<T>[] {
    const { sizeOf, limits } = this.#commit;
    let bytes = 0;
    const full = this.#waiting.findIndex(({ item }, index) => {
      bytes += sizeOf(item);
      return index > 0 && (index >= limits.maxItems || bytes > limits.maxBytes);
    });
    return this.#waiting.splice(0, full === -1 ? this.#waiting.length : full);
  }

  /** What a rejected caller has left is not tried: the caller has all its items and decides. */
  #reject(batch: readonly Waiting<T>[], error: unknown): void {
    for (const { ticket } of batch) {
      ticket.failed = true;
      ticket.reject(error);
    }
    this.#waiting = this.#waiting.filter(({ ticket }) => !ticket.failed);
  }
}

import type { LedgerBook } from './ledger-book.js';

/** Answers that wait until the test lets them go. */
export class HeldAnswers {
  readonly #ledger: LedgerBook;
  readonly #waiting = new Set<() => void>();

  constructor(ledger: LedgerBook) {
    this.#ledger = ledger;
  }

  /** Resolves when it is released; rejects when `gone` aborts first. */
  next(gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void) => {
        this.#waiting.delete(release);
        gone.removeEventListener('abort', abandon);
        this.#ledger.count('held', -1);
        settle();
      };
      const release = () => {
        leave(resolve);
      };
      const abandon = () => {
        leave(() => {
          reject(gone.reason as Error);
        });
      };
      this.#ledger.count('held');
      this.#waiting.add(release);
      if (gone.aborted) abandon();
      else gone.addEventListener('abort', abandon);
    });
  }

  /** Lets the oldest `count` go and returns how many there were. */
  release(count: number): number {
    const released = [...this.#waiting].slice(0, count);
    for (const release of released) release();
    return released.length;
  }
}

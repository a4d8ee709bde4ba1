import { describeError, WeirError, type Clock, type DeadLetter, type DeadLetterStore, type Logger } from '@weir/core';
import { buildLetter, type GivenUp, type LetterScope } from '../letter/build-letter.js';
import { refuseLargeLetter } from '../letter/refuse-large-letter.js';
import { nextAttempt, type RetryPolicy } from '../retry/retry-policy.js';
import { GroupHandOver } from './group-hand-over.js';
import type { HeldRecord } from './held-record.js';

interface Lettered {
  readonly held: HeldRecord;
  readonly letter: DeadLetter;
}

/** What the desk works with. */
export interface DeskParts {
  readonly scope: LetterScope;
  readonly store: DeadLetterStore;
  /** Bytes of URL, headers and body that a letter may have. */
  readonly maxLetterBytes: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  /** Told once a letter is durable. */
  readonly onStored: (held: HeldRecord, letter: DeadLetter) => void;
  /** Told of a letter that is too large, or when the store went on refusing; what is here stays here. */
  readonly fail: (error: Error) => void;
}

/** How long a store that refuses is asked again before the job fails: five times within about six seconds. */
const storePolicy: RetryPolicy = Object.freeze({
  retries: 4,
  initialMs: 200,
  maxMs: 5_000,
  multiplier: 3,
  jitter: 'none',
  maxRetryAfterMs: 0,
});

/** Writes letters and hands them to the store, all that wait with one append. A letter is here until it is durable. */
export class DeadLetterDesk {
  readonly #parts: DeskParts;
  readonly #letters: GroupHandOver<Lettered>;
  #closed = false;
  #endWait: () => void = () => undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#letters = new GroupHandOver({
      take: (group) => this.#append(group.map(({ letter }) => letter)),
      onTaken: (group) => {
        for (const { held, letter } of group) parts.onStored(held, letter);
      },
      onRefused: (error) => {
        parts.fail(storeFailed(parts.store, error, this.size));
      },
    });
  }

  get size(): number {
    return this.#letters.size;
  }

  give(held: HeldRecord, reason: GivenUp['reason'], detail: string): void {
    const { scope, clock, maxLetterBytes } = this.#parts;
    held.givenUp = { reason, detail };
    const letter = buildLetter(held, scope, { reason, detail, at: clock.now() });
    const tooLarge = refuseLargeLetter(letter, maxLetterBytes);
    if (tooLarge) this.#parts.fail(tooLarge);
    else this.#letters.give({ held, letter });
  }

  /** Asks a store that refuses no more; what is here stays here. */
  close(): void {
    this.#closed = true;
    this.#endWait();
  }

  async #append(letters: readonly DeadLetter[]): Promise<void> {
    for (let attempts = 1; ; attempts++) {
      try {
        await this.#parts.store.append(letters);
        return;
      } catch (error) {
        const decision = nextAttempt(storePolicy, { attempts }, this.#parts.random);
        if (decision.kind === 'give-up') throw error;
        this.#parts.logger.warn(`${describeError(error)} Trying again in ${decision.delayMs} ms.`);
        await this.#wait(decision.delayMs);
        if (this.#closed) throw error;
      }
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.setTimer(resolve, delayMs);
      this.#endWait = () => {
        cancel();
        resolve();
      };
    });
  }
}

function storeFailed(store: DeadLetterStore, cause: unknown, letters: number): WeirError {
  return new WeirError(
    'SINK_FAILED',
    `The dead-letter store (${store.description}) does not take ${letters} dead letters: ${describeError(cause)} ` +
      'Nothing is lost yet: the records stay held. Repair the store and run the job again.',
    { cause, details: { letters } },
  );
}

import {
  IterableSource,
  stderrLogger,
  systemClock,
  type Clock,
  type DeadLetter,
  type DeadLetterStore,
  type LetterFilter,
  type SourceSplit,
  type StoredLetter,
  type WeirError,
} from '@weir/core';
import { readReadable } from '@weir/failover';
import type { HttpRecord } from '../request/http-request.js';
import { pace } from './pace.js';
import type { PlannedReplay } from './plan-replay.js';
import { RefusedLetters } from './refused-letters.js';

/** Which letters a {@link LetterSource} gives. */
export interface LetterSelection {
  readonly store: DeadLetterStore;
  readonly filter: LetterFilter;
  /** How many there are, where it is known; for progress only. */
  readonly size?: number | undefined;
  /** Letters per second at most; as fast as the sink takes them when absent. */
  readonly ratePerSecond?: number | undefined;
  /**
   * Told at the end of the letters that cannot be read back, by one LETTER_STORE_CORRUPT; they stay where they are, and
   * the others are given. Said on standard error when absent.
   */
  readonly onUnreadable?: ((error: WeirError) => void) | undefined;
}

function sayUnreadable({ message }: WeirError): void {
  stderrLogger.error(message);
}

/** What a {@link LetterSource} is made of. */
export interface LetterSourceOptions extends LetterSelection {
  readonly plan: (letter: DeadLetter) => PlannedReplay;
  readonly clock?: Clock;
}

/**
 * The open letters of a store as requests that send them again, oldest first. Read anew it gives what is open then, so
 * it needs no position: what was delivered meanwhile is no longer open. A letter that must not be sent fails it.
 */
export class LetterSource extends IterableSource<HttpRecord> {
  readonly #options: LetterSourceOptions;

  constructor(options: LetterSourceOptions) {
    super();
    this.#options = options;
  }

  override get name(): string {
    return `open letters in ${this.#options.store.description}`;
  }

  override read(): AsyncIterable<HttpRecord> {
    const { ratePerSecond, clock = systemClock } = this.#options;
    return ratePerSecond === undefined ? this.#requests() : pace(this.#requests(), ratePerSecond, clock);
  }

  override splits(): readonly SourceSplit[] {
    const { size } = this.#options;
    return [{ id: '0', ...(size !== undefined && { size }) }];
  }

  #requests(): AsyncIterable<HttpRecord> {
    const { store, filter, onUnreadable = sayUnreadable } = this.#options;
    const letters = readReadable(store, { filter }, onUnreadable);
    // No generator: it would make several promises for each letter.
    const toRecord = (result: IteratorResult<StoredLetter, undefined>): IteratorResult<HttpRecord, undefined> =>
      result.done === true ? result : { done: false, value: this.#requestOf(result.value.letter) };
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => letters.next().then(toRecord),
        return: async () => ({ done: true, value: (await letters.return?.())?.value }),
      }),
    };
  }

  #requestOf(letter: DeadLetter): HttpRecord {
    const planned = this.#options.plan(letter);
    if (planned.kind !== 'refused') return planned.request;
    const refused = new RefusedLetters();
    refused.add(letter, planned.obstacle);
    throw refused.toError();
  }
}

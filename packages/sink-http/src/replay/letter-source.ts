import {
  ChunkReader,
  stderrLogger,
  systemClock,
  type Clock,
  type DeadLetter,
  type DeadLetterStore,
  type JsonValue,
  type LetterFilter,
  type Source,
  type SourceReader,
  type SourceSplit,
  type SourceTraits,
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
  /** The letters themselves, where they were read already: the store is read only when they are asked for again. */
  readonly known?: readonly DeadLetter[] | undefined;
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

/** How many known letters become requests at a time. */
const chunkLetters = 1_000;

function* inChunks(letters: readonly DeadLetter[]): Generator<readonly DeadLetter[]> {
  for (let from = 0; from < letters.length; from += chunkLetters) yield letters.slice(from, from + chunkLetters);
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
export class LetterSource implements Source<HttpRecord> {
  readonly traits: SourceTraits = { bounded: true, rewindable: true, splittable: false };
  readonly #options: LetterSourceOptions;
  #known: readonly DeadLetter[] | undefined;

  constructor(options: LetterSourceOptions) {
    this.#options = options;
    this.#known = options.known;
  }

  get name(): string {
    return `open letters in ${this.#options.store.description}`;
  }

  splits(): readonly SourceSplit[] {
    const { size } = this.#options;
    return [{ id: '0', ...(size !== undefined && { size }) }];
  }

  createReader(_split: SourceSplit, position: JsonValue | undefined): SourceReader<HttpRecord> {
    const { ratePerSecond, clock = systemClock } = this.#options;
    const requests = ratePerSecond === undefined ? this.#requests() : pace(this.#requests(), ratePerSecond, clock);
    return new ChunkReader(requests, position === undefined ? 0 : Number(position));
  }

  async *#requests(): AsyncGenerator<readonly HttpRecord[]> {
    const known = this.#known;
    this.#known = undefined;
    for await (const letters of known === undefined ? this.#readStore() : inChunks(known)) {
      yield letters.map((letter) => this.#requestOf(letter));
    }
  }

  async *#readStore(): AsyncGenerator<readonly DeadLetter[]> {
    const { store, filter, onUnreadable = sayUnreadable } = this.#options;
    for await (const chunk of readReadable(store, { filter }, onUnreadable)) yield chunk.map(({ letter }) => letter);
  }

  #requestOf(letter: DeadLetter): HttpRecord {
    const planned = this.#options.plan(letter);
    if (planned.kind !== 'refused') return planned.request;
    const refused = new RefusedLetters();
    refused.add(letter, planned.obstacle);
    throw refused.toError();
  }
}

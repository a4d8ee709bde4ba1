import type { ReadBatch, SourceReader } from '../ports/source.js';
import { consecutivePositions } from './consecutive-positions.js';
import { stopIterator } from './stop-iterator.js';
import { untilAborted } from './until-aborted.js';

/**
 * Rounds of microtasks that a record gets to arrive before a batch leaves without it: enough for generators that pass
 * on what others pass on, four deep (10), and about a microsecond where the record is not there yet.
 */
const settlingRounds = 16;

/** One call of `next()` under way; `outcome` is there as soon as it has settled. */
interface Arrival<T> {
  readonly settled: Promise<void>;
  outcome: { readonly result: IteratorResult<T, unknown> } | { readonly error: unknown } | undefined;
}

/**
 * Reads an asynchronous iterator; the position of a record is its number in the sequence. Records that are there at
 * once leave together; one that is not there yet never holds up those that are.
 */
export class AsyncSequenceReader<T> implements SourceReader<T> {
  readonly #iterator: AsyncIterator<T, unknown>;
  #next: number;
  #arrival: Arrival<T> | undefined;
  #ended = false;

  constructor(iterator: AsyncIterator<T, unknown>, firstPosition: number) {
    this.#iterator = iterator;
    this.#next = firstPosition;
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<T> | undefined> {
    const values: T[] = [];
    if (!this.#ended) {
      await untilAborted(this.#awaitNext().settled, signal);
      this.#takeFirst(values);
      while (values.length > 0 && values.length < max && (await this.#takeIfThere(values)));
    }
    if (values.length === 0) return undefined;
    const positions = consecutivePositions(this.#next, values.length);
    this.#next += values.length;
    return { values, positions };
  }

  position(): number {
    return this.#next;
  }

  async close(): Promise<void> {
    const waiting = this.#arrival !== undefined && this.#arrival.outcome === undefined;
    const ended = this.#ended;
    this.#ended = true;
    if (!ended) await stopIterator(this.#iterator, waiting);
  }

  #awaitNext(): Arrival<T> {
    if (this.#arrival) return this.#arrival;
    const arrival: Arrival<T> = {
      settled: Promise.resolve(this.#iterator.next()).then(
        (result) => void (arrival.outcome = { result }),
        (error: unknown) => void (arrival.outcome = { error }),
      ),
      outcome: undefined,
    };
    this.#arrival = arrival;
    return arrival;
  }

  #takeFirst(values: T[]): void {
    const outcome = this.#arrival?.outcome;
    if (!outcome) return;
    this.#arrival = undefined;
    if ('error' in outcome) throw outcome.error;
    if (outcome.result.done === true) this.#ended = true;
    else values.push(outcome.result.value);
  }

  /** A failure behind the first record is left for the next read: what came before it goes out first. */
  async #takeIfThere(values: T[]): Promise<boolean> {
    const arrival = this.#awaitNext();
    for (let i = 0; i < settlingRounds && !arrival.outcome; i++) await Promise.resolve();
    if (!arrival.outcome || 'error' in arrival.outcome) return false;
    this.#takeFirst(values);
    return !this.#ended;
  }
}

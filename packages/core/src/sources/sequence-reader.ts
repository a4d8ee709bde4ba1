import type { ReadBatch, SourceReader } from '../ports/source.js';
import { consecutivePositions } from './consecutive-positions.js';

/** Reads an iterator; the position of a record is its number in the sequence. */
export class SequenceReader<T> implements SourceReader<T> {
  readonly #iterator: Iterator<T, unknown>;
  #next: number;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(iterator: Iterator<T, unknown>, firstPosition: number) {
    this.#iterator = iterator;
    this.#next = firstPosition;
  }

  read(max: number): ReadBatch<T> | undefined {
    const values = this.#take(max);
    if (values.length > 0) {
      const positions = consecutivePositions(this.#next, values.length);
      this.#next += values.length;
      return { values, positions };
    }
    if (this.#failure) throw this.#failure.error;
    return undefined;
  }

  position(): number {
    return this.#next;
  }

  close(): void {
    if (!this.#ended) this.#iterator.return?.();
    this.#ended = true;
  }

  /** A failure ends the sequence and is kept for the read that finds nothing more: what came before it goes out first. */
  #take(max: number): T[] {
    const values: T[] = [];
    try {
      while (values.length < max && !this.#ended) {
        const result = this.#iterator.next();
        if (result.done === true) this.#ended = true;
        else values.push(result.value);
      }
    } catch (error) {
      this.#ended = true;
      this.#failure = { error };
    }
    return values;
  }
}

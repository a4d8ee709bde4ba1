import type { ReadBatch, SourceReader } from '../ports/source.js';

/** Reads an iterator; the position of a record is its number in the sequence. */
export class SequenceReader<T> implements SourceReader<T> {
  readonly #iterator: Iterator<T, unknown>;
  #next: number;
  #ended = false;

  constructor(iterator: Iterator<T, unknown>, firstPosition: number) {
    this.#iterator = iterator;
    this.#next = firstPosition;
  }

  read(max: number): ReadBatch<T> | undefined {
    const values: T[] = [];
    const positions: number[] = [];
    while (values.length < max && !this.#ended) {
      const result = this.#iterator.next();
      if (result.done === true) {
        this.#ended = true;
      } else {
        values.push(result.value);
        positions.push(this.#next++);
      }
    }
    return values.length === 0 ? undefined : { values, positions };
  }

  position(): number {
    return this.#next;
  }

  close(): void {
    if (!this.#ended) this.#iterator.return?.();
    this.#ended = true;
  }
}

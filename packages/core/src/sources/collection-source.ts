import type { ReadBatch, Source, SourceReader, SourceSplit } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { consecutivePositions } from './consecutive-positions.js';

/** Reads an array; the position of a record is its index. */
class CollectionReader<T> implements SourceReader<T> {
  readonly #items: readonly T[];
  #next: number;

  constructor(items: readonly T[], from: number) {
    this.#items = items;
    this.#next = from;
  }

  read(max: number): ReadBatch<T> | undefined {
    const from = this.#next;
    const values = this.#items.slice(from, from + max);
    if (values.length === 0) return undefined;
    this.#next = from + values.length;
    return { values, positions: consecutivePositions(from, values.length) };
  }

  position(): number {
    return this.#next;
  }

  close(): void {
    this.#next = this.#items.length;
  }
}

/** The records of an array, in its order. The array is copied when the graph is drawn. */
export class CollectionSource<T> implements Source<T> {
  readonly name = 'collection';
  readonly traits = Object.freeze({ bounded: true, rewindable: true, splittable: false });
  readonly #items: readonly T[];

  constructor(items: readonly T[]) {
    this.#items = [...items];
  }

  splits(): readonly SourceSplit[] {
    return [{ id: '0', size: this.#items.length }];
  }

  createReader(_split: SourceSplit, position: JsonValue | undefined): SourceReader<T> {
    return new CollectionReader(this.#items, position === undefined ? 0 : Number(position));
  }
}

import { WeirError } from '../errors/weir-error.js';
import type { Source, SourceReader, SourceSplit, SourceTraits } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { AsyncSequenceReader } from './async-sequence-reader.js';
import { SequenceReader } from './sequence-reader.js';

/** A sequence of records, there at once or over time. */
export type AnyIterable<T> = Iterable<T> | AsyncIterable<T>;

/**
 * The short way to a source of one's own: extend it and write `read`.
 *
 * ```ts
 * class Ticks extends IterableSource<number> {
 *   *read(from: number) {
 *     for (let i = from; i < 100; i++) yield i;
 *   }
 * }
 * ```
 */
export abstract class IterableSource<T> implements Source<T> {
  get name(): string {
    return this.constructor.name;
  }

  /** Override where the sequence has no end, or cannot be read a second time. */
  get traits(): SourceTraits {
    return { bounded: true, rewindable: true, splittable: false };
  }

  /** The records from number `from` on (0 at a fresh start, more when a job is resumed). */
  abstract read(from: number): AnyIterable<T>;

  splits(): readonly SourceSplit[] {
    return [{ id: '0' }];
  }

  createReader(_split: SourceSplit, position: JsonValue | undefined): SourceReader<T> {
    const from = position === undefined ? 0 : Number(position);
    return openReader(this.read(from), from, this.name);
  }
}

/** A reader of `iterable`, whose first record has number `from`. @throws SOURCE_FAILED when it is no iterable */
export function openReader<T>(iterable: AnyIterable<T>, from: number, name: string): SourceReader<T> {
  const candidate = iterable as Partial<Iterable<T> & AsyncIterable<T>> | null | undefined;
  const asynchronous = candidate?.[Symbol.asyncIterator]?.();
  if (asynchronous) return new AsyncSequenceReader(asynchronous, from);
  const synchronous = candidate?.[Symbol.iterator]?.();
  if (synchronous) return new SequenceReader(synchronous, from);
  throw new WeirError('SOURCE_FAILED', `The source "${name}" gave ${typeof iterable}; expected an iterable.`);
}

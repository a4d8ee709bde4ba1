import type { SourceTraits } from '../ports/source.js';
import { IterableSource, type AnyIterable } from './iterable-source.js';

/** Skips what was already read of a sequence that always starts at its beginning. */
function* skip<T>(iterable: Iterable<T>, count: number): Generator<T> {
  let index = 0;
  for (const value of iterable) if (index++ >= count) yield value;
}

/** As {@link skip}, over time. */
async function* skipAsync<T>(iterable: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  let index = 0;
  for await (const value of iterable) if (index++ >= count) yield value;
}

/** What `fromIterable` makes: a function can be called again, a plain iterable is read once. */
export class FromIterable<T> extends IterableSource<T> {
  readonly #input: AnyIterable<T> | (() => AnyIterable<T>);

  constructor(input: AnyIterable<T> | (() => AnyIterable<T>)) {
    super();
    this.#input = input;
  }

  override get name(): string {
    return 'iterable';
  }

  override get traits(): SourceTraits {
    return { bounded: true, rewindable: typeof this.#input === 'function', splittable: false };
  }

  override read(from: number): AnyIterable<T> {
    const iterable = typeof this.#input === 'function' ? this.#input() : this.#input;
    if (from === 0) return iterable;
    return Symbol.asyncIterator in iterable ? skipAsync(iterable, from) : skip(iterable, from);
  }
}

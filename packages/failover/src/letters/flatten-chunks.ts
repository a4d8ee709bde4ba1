/** The items of `chunks` one by one; see {@link flattenChunks}. */
class FlattenedChunks<T> implements AsyncIterableIterator<T, undefined> {
  readonly #chunks: AsyncIterator<readonly T[], unknown>;
  #chunk: readonly T[] = [];
  #next = 0;

  constructor(chunks: AsyncIterator<readonly T[], unknown>) {
    this.#chunks = chunks;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#next >= this.#chunk.length) return this.#nextOfNextChunk();
    return Promise.resolve({ done: false, value: this.#chunk[this.#next++] as T });
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#chunk = [];
    await this.#chunks.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #nextOfNextChunk(): Promise<IteratorResult<T, undefined>> {
    do {
      const result = await this.#chunks.next();
      if (result.done === true) return { done: true, value: undefined };
      this.#chunk = result.value;
      this.#next = 0;
    } while (this.#chunk.length === 0);
    return this.next();
  }
}

/**
 * The items of `chunks` one by one, for one reader that asks for one at a time. No generator, because each generator
 * that passes an item on makes several promises for it, and a replay does this for every letter.
 */
export function flattenChunks<T>(chunks: AsyncIterable<readonly T[]>): AsyncIterableIterator<T, undefined> {
  return new FlattenedChunks(chunks[Symbol.asyncIterator]());
}

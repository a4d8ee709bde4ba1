import type { ReadBatch, SourceReader } from '../ports/source.js';
import { consecutivePositions } from './consecutive-positions.js';
import { stopIterator } from './stop-iterator.js';
import { untilAborted } from './until-aborted.js';

/**
 * Reads an asynchronous iterator that gives its records in chunks, for sources that get many at a time: a record costs
 * no promise. The position of a record is its number in the sequence.
 */
export class ChunkReader<T> implements SourceReader<T> {
  readonly #chunks: AsyncIterator<readonly T[], unknown>;
  #chunk: readonly T[] = [];
  /** Records of the chunk that were given. */
  #given = 0;
  #next: number;
  #arrival: Promise<void> | undefined;
  #ended = false;

  /** `firstPosition` is the number of the first record. */
  constructor(chunks: AsyncIterator<readonly T[], unknown>, firstPosition: number) {
    this.#chunks = chunks;
    this.#next = firstPosition;
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<T> | undefined> {
    while (this.#given === this.#chunk.length) {
      if (this.#ended) return undefined;
      await untilAborted((this.#arrival ??= this.#takeChunk()), signal);
    }
    const values = this.#chunk.slice(this.#given, this.#given + max);
    const positions = consecutivePositions(this.#next, values.length);
    this.#given += values.length;
    this.#next += values.length;
    return { values, positions };
  }

  position(): number {
    return this.#next;
  }

  async close(): Promise<void> {
    const ended = this.#ended;
    this.#ended = true;
    if (!ended) await stopIterator(this.#chunks, this.#arrival !== undefined);
  }

  async #takeChunk(): Promise<void> {
    try {
      const result = await this.#chunks.next();
      this.#ended ||= result.done === true;
      this.#chunk = result.done === true ? [] : result.value;
      this.#given = 0;
    } catch (error) {
      this.#ended = true;
      throw error;
    } finally {
      this.#arrival = undefined;
    }
  }
}

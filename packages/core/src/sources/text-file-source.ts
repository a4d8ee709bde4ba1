import { open, stat, type FileHandle } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describeError, WeirError } from '../errors/weir-error.js';
import type { ReadBatch, Source, SourceReader, SourceSplit } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';

const chunkBytes = 65_536;
const newline = 0x0a;
const byteOrderMark = '\uFEFF';

/** Reads lines; the position of a line is the offset of its first byte. */
class TextFileReader implements SourceReader<string> {
  readonly #file: FileHandle;
  /** Bytes that were read from the file and not given out yet; starts at `#position`. */
  #pending: Buffer = Buffer.alloc(0);
  #position: number;
  #ended = false;

  constructor(file: FileHandle, from: number) {
    this.#file = file;
    this.#position = from;
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<string> | undefined> {
    const values: string[] = [];
    const positions: number[] = [];
    for (;;) {
      this.#takeLines(max, values, positions);
      if (values.length > 0) return { values, positions };
      if (this.#ended) return undefined;
      signal.throwIfAborted();
      await this.#fill();
    }
  }

  position(): number {
    return this.#position;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #fill(): Promise<void> {
    const kept = this.#pending.length;
    // As much again as there is: a line longer than a chunk is copied a constant number of times.
    const chunk = Buffer.allocUnsafe(kept + Math.max(chunkBytes, kept));
    this.#pending.copy(chunk);
    const { bytesRead } = await this.#file.read(chunk, kept, chunk.length - kept, this.#position + kept);
    if (bytesRead === 0) this.#ended = true;
    this.#pending = chunk.subarray(0, kept + bytesRead);
  }

  #takeLines(max: number, values: string[], positions: number[]): void {
    let start = 0;
    while (values.length < max) {
      const end = this.#pending.indexOf(newline, start);
      const last = end === -1 && this.#ended && start < this.#pending.length;
      if (end === -1 && !last) break;
      const position = this.#position + start;
      const line = this.#clean(this.#pending.toString('utf8', start, last ? undefined : end), position);
      start = last ? this.#pending.length : end + 1;
      if (last && line === '') break;
      values.push(line);
      positions.push(position);
    }
    this.#pending = this.#pending.subarray(start);
    this.#position += start;
  }

  #clean(line: string, position: number): string {
    const text = position === 0 && line.startsWith(byteOrderMark) ? line.slice(1) : line;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}

/** The lines of a UTF-8 file, without their ends (`\n` or `\r\n`); an empty last line does not count. */
export class TextFileSource implements Source<string> {
  readonly name: string;
  readonly traits = Object.freeze({ bounded: true, rewindable: true, splittable: false });
  readonly #path: string;

  /** @param path a path, relative to the working directory, or a `file:` URL */
  constructor(path: string) {
    this.#path = path.startsWith('file:') ? fileURLToPath(path) : path;
    this.name = path;
  }

  async splits(): Promise<readonly SourceSplit[]> {
    const stats = await this.#orExplain(stat(this.#path));
    if (!stats.isFile()) {
      throw new WeirError('SOURCE_FAILED', `Cannot read ${this.#path}: it is no file. Give the path of a text file.`, {
        details: { path: this.#path },
      });
    }
    return [{ id: '0', size: stats.size }];
  }

  async createReader(_split: SourceSplit, position: JsonValue | undefined): Promise<SourceReader<string>> {
    const file = await this.#orExplain(open(this.#path, 'r'));
    return new TextFileReader(file, position === undefined ? 0 : Number(position));
  }

  async #orExplain<R>(result: Promise<R>): Promise<R> {
    try {
      return await result;
    } catch (cause) {
      throw new WeirError(
        'SOURCE_FAILED',
        `Cannot read the text file ${this.#path}: ${describeError(cause)}. Check the path and its permissions.`,
        { cause, details: { path: this.#path } },
      );
    }
  }
}

import type { FileHandle } from 'node:fs/promises';
import type { ReadBatch } from '../ports/source.js';

const chunkBytes = 65_536;
const newline = 0x0a;
const byteOrderMark = '\uFEFF';

/** How many of the bytes behind which reading goes on are kept, to know the place again. */
export const tailBytes = 256;

/** Reads the lines of an open UTF-8 file, as far as it goes at the moment. */
export class LineFile {
  readonly #file: FileHandle;
  readonly #base: number;
  /** Bytes that were read from the file and not given out yet; starts at `#offset`. */
  #pending: Buffer = Buffer.alloc(0);
  #offset: number;
  #tail: Buffer;
  #finished = false;

  /**
   * @param offset byte of the file at which a line begins
   * @param base added to the offset of a line to make its position
   * @param tail the bytes before `offset`, at most {@link tailBytes}
   */
  constructor(file: FileHandle, offset: number, base = 0, tail: Buffer = Buffer.alloc(0)) {
    this.#file = file;
    this.#offset = offset;
    this.#base = base;
    this.#tail = tail;
  }

  /** Byte of the file behind the last line that was given out. */
  get offset(): number {
    return this.#offset;
  }

  /** The bytes before {@link offset}, at most {@link tailBytes}. */
  get tail(): Buffer {
    return this.#tail;
  }

  /** When the file was written to last; milliseconds since the epoch. */
  async modifiedAt(): Promise<number> {
    return (await this.#file.stat()).mtimeMs;
  }

  /** Up to `max` lines that have an end; undefined when the file has no more of them at the moment. */
  async read(max: number, signal: AbortSignal): Promise<ReadBatch<string> | undefined> {
    for (;;) {
      const batch = this.#takeLines(max);
      if (batch) return batch;
      signal.throwIfAborted();
      if (!(await this.#fill())) return undefined;
    }
  }

  /** What stands behind the last end of a line, as a line; call it when nothing more will be written. */
  rest(): ReadBatch<string> | undefined {
    const { length } = this.#pending;
    const position = this.#base + this.#offset;
    const line = this.#clean(this.#pending.toString('utf8'), this.#offset);
    this.#goTo(length);
    return line === '' ? undefined : { values: [line], positions: [position] };
  }

  /** Nothing more is read from the file; what was read from it still goes out. */
  finish(): void {
    this.#finished = true;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #fill(): Promise<boolean> {
    if (this.#finished) return false;
    const kept = this.#pending.length;
    // As much again as there is: a line longer than a chunk is copied a constant number of times.
    const chunk = Buffer.allocUnsafe(kept + Math.max(chunkBytes, kept));
    this.#pending.copy(chunk);
    const { bytesRead } = await this.#file.read(chunk, kept, chunk.length - kept, this.#offset + kept);
    this.#pending = chunk.subarray(0, kept + bytesRead);
    return bytesRead > 0;
  }

  #takeLines(max: number): ReadBatch<string> | undefined {
    const values: string[] = [];
    const positions: number[] = [];
    let start = 0;
    while (values.length < max) {
      const end = this.#pending.indexOf(newline, start);
      if (end === -1) break;
      values.push(this.#clean(this.#pending.toString('utf8', start, end), this.#offset + start));
      positions.push(this.#base + this.#offset + start);
      start = end + 1;
    }
    this.#goTo(start);
    return values.length > 0 ? { values, positions } : undefined;
  }

  /** Everything up to byte `length` of what is pending has been given out. */
  #goTo(length: number): void {
    const last = this.#pending.subarray(Math.max(0, length - tailBytes), length);
    // A copy: the chunk is not kept for the sake of its end.
    if (length > 0) this.#tail = Buffer.concat([this.#tail, last]).subarray(-tailBytes);
    this.#pending = this.#pending.subarray(length);
    this.#offset += length;
  }

  #clean(line: string, offset: number): string {
    const text = offset === 0 && line.startsWith(byteOrderMark) ? line.slice(1) : line;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }
}

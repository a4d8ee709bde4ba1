import { open, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { parseOptions } from '../config/parse-options.js';
import { describeError, isWeirError, WeirError } from '../errors/weir-error.js';
import type { ReadBatch, Source, SourceContext, SourceReader, SourceSplit } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { FollowingReader } from './following-reader.js';
import { LineFile } from './line-file.js';
import type { FollowedPosition } from './rotated-files.js';

const optionsSchema = z.strictObject({
  follow: z.boolean().default(false),
  pollIntervalMs: z.int().min(1).max(2_147_483_647).default(200),
});

/**
 * Options of `readTextFile`.
 *
 * - `follow`: go on reading as the file grows and when it is rotated, for ever; default false;
 * - `pollIntervalMs`: how often to look whether there is more; default 200.
 */
export type TextFileOptions = z.input<typeof optionsSchema>;

/** Reads the lines of a file to its end; the position of a line is the offset of its first byte. */
class TextFileReader implements SourceReader<string> {
  readonly #lines: LineFile;

  constructor(lines: LineFile) {
    this.#lines = lines;
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<string> | undefined> {
    return (await this.#lines.read(max, signal)) ?? this.#lines.rest();
  }

  position(): number {
    return this.#lines.offset;
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

/** The lines of a UTF-8 file, without their ends (`\n` or `\r\n`); an empty last line does not count. */
export class TextFileSource implements Source<string> {
  readonly name: string;
  readonly traits;
  readonly #path: string;
  readonly #options: z.output<typeof optionsSchema>;

  /**
   * @param path a path, relative to the working directory, or a `file:` URL
   * @throws GRAPH_INVALID when an option is not what it must be
   */
  constructor(path: string, options: TextFileOptions = {}) {
    this.#path = path.startsWith('file:') ? fileURLToPath(path) : path;
    this.name = path;
    this.#options = parseOptions('readTextFile', optionsSchema, options);
    this.traits = Object.freeze({ bounded: !this.#options.follow, rewindable: true, splittable: false });
  }

  async splits(): Promise<readonly SourceSplit[]> {
    const stats = await this.#orExplain(stat(this.#path));
    if (!stats.isFile()) {
      throw new WeirError('SOURCE_FAILED', `Cannot read ${this.#path}: it is no file. Give the path of a text file.`, {
        details: { path: this.#path },
      });
    }
    return [{ id: '0', ...(!this.#options.follow && { size: stats.size }) }];
  }

  createReader(
    _split: SourceSplit,
    position: JsonValue | undefined,
    { clock, logger }: SourceContext,
  ): Promise<SourceReader<string>> {
    const { follow, pollIntervalMs } = this.#options;
    if (!follow) return this.#orExplain(this.#openToEnd(position));
    const context = { path: this.#path, pollIntervalMs, clock, logger };
    return this.#orExplain(FollowingReader.open(context, this.#followedPosition(position)));
  }

  async #openToEnd(position: JsonValue | undefined): Promise<SourceReader<string>> {
    const offset = typeof position === 'object' ? NaN : Number(position ?? 0);
    if (Number.isNaN(offset)) throw this.#otherMode('without follow', 'with it');
    return new TextFileReader(new LineFile(await open(this.#path, 'r'), offset));
  }

  #followedPosition(position: JsonValue | undefined): FollowedPosition | undefined {
    if (typeof position === 'number') throw this.#otherMode('with follow', 'without it');
    return position as FollowedPosition | undefined;
  }

  #otherMode(now: string, then: string): WeirError {
    const message = `${this.#path} is read ${now}, and its checkpoint is of a run ${then}. Change that back, or begin anew with --fresh.`;
    return new WeirError('SOURCE_FAILED', message, { details: { path: this.#path } });
  }

  async #orExplain<R>(result: Promise<R>): Promise<R> {
    try {
      return await result;
    } catch (cause) {
      if (isWeirError(cause)) throw cause;
      throw new WeirError(
        'SOURCE_FAILED',
        `Cannot read the text file ${this.#path}: ${describeError(cause)}. Check the path and its permissions.`,
        { cause, details: { path: this.#path } },
      );
    }
  }
}

import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { ReadBatch, SourceReader } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import type { LineFile } from './line-file.js';
import {
  continues,
  filesFrom,
  findFile,
  hashTail,
  isSameFile,
  openLines,
  rotatedSince,
  type FollowedPosition,
  type FoundFile,
} from './rotated-files.js';
import { untilAborted } from './until-aborted.js';

/** What a {@link FollowingReader} works with. */
export interface FollowingContext {
  readonly path: string;
  /** How often to look whether there is more; milliseconds. */
  readonly pollIntervalMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

type FileIdentity = Pick<FollowedPosition, 'device' | 'inode' | 'base'>;

/**
 * Reads the lines of a file that grows, and goes on with the next when it is rotated: renamed (`app.log` → `app.log.1`)
 * or copied and truncated. A line counts when it has its end, or when its file will not grow any more.
 */
export class FollowingReader implements SourceReader<string> {
  readonly #context: FollowingContext;
  #lines: LineFile;
  #file: FileIdentity;
  /** Files that rotation has put aside and that come before the one at the path. */
  #next: FoundFile[];
  /** Whether the file that is open will not grow any more. */
  #complete: boolean;
  #closed = false;

  private constructor(context: FollowingContext, lines: LineFile, file: FileIdentity, next: FoundFile[] | undefined) {
    this.#context = context;
    this.#lines = lines;
    this.#file = file;
    this.#next = next ?? [];
    this.#complete = next !== undefined;
  }

  /** @throws SOURCE_FAILED when what was read before cannot be found again */
  static async open(context: FollowingContext, position: FollowedPosition | undefined): Promise<FollowingReader> {
    const { path } = context;
    const [first, ...next] = position ? await filesFrom(path, position) : [];
    const { offset = 0, base = 0 } = position ?? {};
    const lines = await openLines(first?.path ?? path, offset, base);
    const { device = 0, inode = 0 } = first ?? (await findFile(path)) ?? {};
    return new FollowingReader(
      context,
      lines,
      { device, inode, base },
      first && first.path !== path ? next : undefined,
    );
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<string> | undefined> {
    for (;;) {
      const batch = (await this.#lines.read(max, signal)) ?? (this.#complete ? this.#lines.rest() : undefined);
      if (batch) return batch;
      // What was written before the rotation was noticed is read first.
      if (this.#complete ? await this.#goOn() : await this.#isRotated()) continue;
      await untilAborted(this.#pause(), signal);
      // Before the next read: at the old place there may be other lines by now.
      if (!this.#complete) await this.#isRotated();
    }
  }

  position(): JsonValue {
    return { ...this.#position };
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#lines.close();
  }

  /** A read that is given up may still be on its way to the next file when the reader is closed. */
  async #replaceLines(lines: LineFile): Promise<void> {
    const old = this.#closed ? lines : this.#lines;
    if (!this.#closed) this.#lines = lines;
    await old.close();
  }

  get #position(): FollowedPosition {
    return { ...this.#file, offset: this.#lines.offset, tail: hashTail(this.#lines.tail) };
  }

  #pause(): Promise<void> {
    const { clock, pollIntervalMs } = this.#context;
    return new Promise((resolve) => void clock.setTimer(resolve, pollIntervalMs));
  }

  /** Looks whether the file was rotated; then it is complete. */
  async #isRotated(): Promise<boolean> {
    const { path } = this.#context;
    const [position, current] = [this.#position, await findFile(path)];
    if (!current) return false;
    if (isSameFile(current, position)) {
      if (await continues(current, position)) return false;
      await this.#takeCopy(position);
    } else {
      // Whoever writes may still write into the old file until the new one has something.
      if (current.size === 0) return false;
      const { inode } = this.#file;
      this.#next = [...(await rotatedSince(path, { modifiedAt: await this.#lines.modifiedAt(), inode }))];
    }
    this.#complete = true;
    return true;
  }

  /** The file was truncated: what it had and was not read yet is in the copy, if there is one. */
  async #takeCopy(position: FollowedPosition): Promise<void> {
    const { path, logger } = this.#context;
    const files = await filesFrom(path, position).catch((error: unknown) => {
      logger.warn(
        `${path} was truncated. What was written since the last look, if anything, is gone: ${String(error)}`,
      );
      return [];
    });
    const [copy, ...next] = files;
    this.#next = next;
    if (!copy) {
      this.#lines.finish();
      return;
    }
    await this.#replaceLines(await openLines(copy.path, position.offset, position.base));
  }

  /** On to the next file, from its beginning; false while there is none. */
  async #goOn(): Promise<boolean> {
    const { path } = this.#context;
    const next = this.#next.shift() ?? (await findFile(path));
    if (!next) return false;
    const base = this.#file.base + this.#lines.offset;
    const { device, inode } = next;
    await this.#replaceLines(await openLines(next.path, 0, base));
    this.#file = { device, inode, base };
    this.#complete = next.path !== path;
    return true;
  }
}

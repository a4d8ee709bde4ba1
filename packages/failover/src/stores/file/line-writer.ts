import type { Clock } from '@weir/core';
import { access, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, syncDirectory } from './durable-directory.js';
import { storeUnavailable } from './file-errors.js';
import { dayOf, isMissing, newFileName, type FileKind } from './letter-files.js';

/** The part of a file handle that appending needs. */
export interface AppendHandle {
  write(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** Where and how lines are written. */
export interface LineWriterOptions {
  readonly directory: string;
  readonly kind: FileKind;
  /** A file that has reached this size is not written any more. */
  readonly maxFileBytes: number;
  readonly clock: Clock;
  /** Creates a file that must not exist. A test gives one that fails. */
  readonly create?: (path: string) => Promise<AppendHandle>;
}

interface CurrentFile {
  readonly path: string;
  readonly handle: AppendHandle;
  readonly day: string;
  /** Bytes that are acknowledged; what stands behind them does not count. */
  size: number;
}

function createFile(path: string): Promise<AppendHandle> {
  return open(path, 'wx', 0o600);
}

async function writeAt(handle: AppendHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

/** Closes a file whose writing failed; what was not acknowledged is cut off, and the file removed when nothing was. */
async function discard({ path, handle, size }: CurrentFile): Promise<void> {
  try {
    await handle.truncate(size);
  } finally {
    await handle.close();
  }
  if (size === 0) await rm(path, { force: true });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Appends lines durably to files that only this instance writes: one process never sees another's half line.
 *
 * A file that failed once is not written again, so a half line can only stand at the end of a file, where it was never
 * acknowledged. A purge, also one of another process, takes a file over by renaming it; so after each sync the writer
 * looks whether its file still has its name, and if not, writes the lines again to a new file. Lines that the purge saw
 * as well are then there twice, which does no harm.
 */
export class LineWriter {
  readonly #options: LineWriterOptions;
  #current: CurrentFile | undefined;

  constructor(options: LineWriterOptions) {
    this.#options = options;
  }

  /** Resolves once `lines`, each with its line break, are on the disk. One call at a time. @throws LETTER_STORE_UNAVAILABLE */
  async append(lines: readonly Uint8Array[]): Promise<void> {
    const bytes = Buffer.concat(lines);
    try {
      while (!(await this.#writeToCurrent(bytes))) await this.close();
    } catch (cause) {
      throw storeUnavailable('written', this.#options.directory, cause);
    }
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.handle.close();
  }

  /** False when the file was taken over meanwhile. */
  async #writeToCurrent(bytes: Uint8Array): Promise<boolean> {
    const file = await this.#fileToWrite();
    try {
      await writeAt(file.handle, bytes, file.size);
      await file.handle.datasync();
      if (file.size === 0) await syncDirectory(this.#options.directory);
    } catch (error) {
      this.#current = undefined;
      const [cleanup] = await Promise.allSettled([discard(file)]);
      throw cleanup.status === 'fulfilled' ? error : new AggregateError([error, cleanup.reason]);
    }
    file.size += bytes.length;
    return exists(file.path);
  }

  async #fileToWrite(): Promise<CurrentFile> {
    const { directory, kind, maxFileBytes, clock, create = createFile } = this.#options;
    const now = clock.now();
    const current = this.#current;
    if (current !== undefined && current.size < maxFileBytes && current.day === dayOf(now)) return current;
    await this.close();
    await makeDirectory(directory);
    const path = join(directory, newFileName(kind, now));
    this.#current = { path, handle: await create(path), day: dayOf(now), size: 0 };
    return this.#current;
  }
}

import { mkdir, open, readdir, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError, isWeirError, WeirError, type Logger } from '@weir/core';
import type { Checkpoint } from './checkpoint.js';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-file.js';
import type { CheckpointStorage } from './checkpoint-storage.js';
import { JobLock } from './job-lock.js';

const fileName = /^checkpoint-(\d{12})\.json$/;

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Writes a file so that it is there whole or not at all, also after a power cut. */
async function writeDurably(directory: string, name: string, text: string): Promise<void> {
  const temporary = join(directory, `${name}.tmp`);
  try {
    await writeSynced(temporary, text);
    await rename(temporary, join(directory, name));
  } catch (error) {
    // On a full disk a half-written file would take the room that the next one needs.
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(directory);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What a {@link FileStorage} is told. */
export interface FileStorageOptions {
  readonly directory: string;
  /** How many checkpoints stay; at least 1. */
  readonly retained: number;
  readonly logger: Logger;
}

/** Checkpoints as files of a directory, newest last: `checkpoint-<id>.json`, mode 0600. */
export class FileStorage implements CheckpointStorage {
  readonly description: string;
  readonly #options: FileStorageOptions;
  readonly #lock: JobLock;

  constructor(options: FileStorageOptions) {
    this.description = options.directory;
    this.#options = options;
    this.#lock = new JobLock(options.directory);
  }

  async open(): Promise<void> {
    await this.#orExplain(async () => {
      await mkdir(this.#options.directory, { recursive: true, mode: 0o700 });
      await this.#lock.acquire();
    });
  }

  async save(checkpoint: Checkpoint): Promise<void> {
    const { directory, retained } = this.#options;
    await this.#orExplain(async () => {
      const name = `checkpoint-${String(checkpoint.id).padStart(12, '0')}.json`;
      await writeDurably(directory, name, encodeCheckpoint(checkpoint));
      const names = await this.#names();
      for (const old of names.slice(0, Math.max(0, names.length - retained))) await unlink(join(directory, old));
    });
  }

  async lastId(): Promise<number> {
    const names = await this.#orExplain(() => this.#names());
    return Number(fileName.exec(names.at(-1) ?? '')?.[1] ?? 0);
  }

  async latest(): Promise<Checkpoint | undefined> {
    const [oldest, ...newer] = await this.#orExplain(() => this.#names());
    const { directory, logger } = this.#options;
    for (const name of newer.reverse()) {
      try {
        return await readCheckpointFile(join(directory, name));
      } catch (error) {
        if (!isWeirError(error) || error.code !== 'CHECKPOINT_DAMAGED') throw error;
        logger.warn(`${error.message} Going on from the one before it.`);
      }
    }
    // Nothing before it to go on from: beginning anew is for the user to decide.
    return oldest === undefined ? undefined : readCheckpointFile(join(directory, oldest));
  }

  async clear(): Promise<void> {
    await this.#orExplain(async () => {
      const names = await readdir(this.#options.directory);
      // Also what a killed process had begun to write.
      for (const name of names.filter((one) => one.startsWith('checkpoint-'))) {
        await unlink(join(this.#options.directory, name));
      }
      await syncDirectory(this.#options.directory);
    });
  }

  async close(): Promise<void> {
    const { directory, logger } = this.#options;
    await this.#orExplain(() => this.#lock.release());
    // A job that has ended by itself leaves nothing behind; a directory with checkpoints cannot be removed this way.
    try {
      await rmdir(directory);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const expected = code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT';
      if (!expected) logger.warn(`The empty directory ${directory} stays: ${describeError(error)}`);
    }
  }

  async #names(): Promise<string[]> {
    return (await readdir(this.#options.directory)).filter((name) => fileName.test(name)).sort();
  }

  async #orExplain<R>(action: () => Promise<R>): Promise<R> {
    try {
      return await action();
    } catch (cause) {
      if (isWeirError(cause)) throw cause;
      throw new WeirError(
        'CHECKPOINT_STORAGE_UNAVAILABLE',
        `Cannot use ${this.#options.directory} for checkpoints: ${describeError(cause)}. Make it writable, or set state.checkpoints.dir.`,
        { cause, details: { directory: this.#options.directory } },
      );
    }
  }
}

/** Reads one checkpoint file. @throws CHECKPOINT_DAMAGED, CHECKPOINT_NEWER, CHECKPOINT_NOT_FOUND */
export async function readCheckpointFile(path: string): Promise<Checkpoint> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new WeirError('CHECKPOINT_NOT_FOUND', `Cannot read the checkpoint ${path}: ${describeError(cause)}.`, {
      cause,
      details: { path },
    });
  }
  return decodeCheckpoint(text, path);
}

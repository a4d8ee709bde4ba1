import type { Clock, DeadLetter, DeadLetterStore, LetterQuery, Resolution, StoredLetter } from '@weir/core';
import { encodeLetter } from '../../codec/letter-codec.js';
import { encodeResolution } from '../../codec/resolution-codec.js';
import { flattenChunks } from '../../letters/flatten-chunks.js';
import { storeClosed } from '../store-closed.js';
import { storeUnavailable } from './file-errors.js';
import type { FileKind } from './letter-files.js';
import type { AppendHandle } from './line-writer.js';
import { probeDirectory } from './probe-directory.js';
import { purgeFiles } from './purge-files.js';
import { readLetters } from './read-letters.js';
import { SharedWriter } from './shared-writer.js';

/** Where a {@link FileStore} keeps its files. */
export interface FileStoreOptions {
  /** Folder of the table; created when it is first written to. */
  readonly directory: string;
  readonly maxFileBytes: number;
  readonly clock: Clock;
  /** Creates a file that must not exist; a test gives one that fails. */
  readonly create?: (path: string) => Promise<AppendHandle>;
}

function toLine(text: string): Buffer {
  return Buffer.from(`${text}\n`);
}

/**
 * Dead letters as JSON lines in a folder: `letters-….jsonl`, and `resolved-….jsonl` for what is settled.
 *
 * Each instance writes files of its own, so any number of processes may share the folder. Files have mode 0600.
 */
export class FileStore implements DeadLetterStore {
  readonly description: string;
  readonly #options: FileStoreOptions;
  readonly #writers: Readonly<Record<FileKind, SharedWriter>>;
  #closing: Promise<void> | undefined;

  constructor(options: FileStoreOptions) {
    this.description = `files in ${options.directory}`;
    this.#options = options;
    this.#writers = {
      letters: new SharedWriter({ ...options, kind: 'letters' }),
      resolved: new SharedWriter({ ...options, kind: 'resolved' }),
    };
  }

  async append(letters: readonly DeadLetter[]): Promise<void> {
    this.#refuseClosed();
    await this.#writers.letters.append(letters.map((letter) => toLine(encodeLetter(letter))));
  }

  async resolve(resolutions: readonly Resolution[]): Promise<void> {
    this.#refuseClosed();
    // One buffer for all: there is a resolution for every letter that is delivered.
    const lines = Buffer.from(resolutions.map((resolution) => `${encodeResolution(resolution)}\n`).join(''));
    await this.#writers.resolved.append(resolutions.length === 0 ? [] : [lines]);
  }

  read(query: LetterQuery = {}): AsyncIterable<StoredLetter> {
    return flattenChunks(this.readChunks(query));
  }

  async *readChunks(query: LetterQuery = {}): AsyncGenerator<readonly StoredLetter[]> {
    this.#refuseClosed();
    try {
      yield* readLetters(this.#options.directory, query);
    } catch (cause) {
      throw storeUnavailable('read', this.#options.directory, cause);
    }
  }

  async purge({ olderThan, open = false }: { readonly olderThan: number; readonly open?: boolean }): Promise<number> {
    this.#refuseClosed();
    const { directory, clock } = this.#options;
    const keep = (kind: FileKind, lines: readonly Buffer[]) => this.#writers[kind].append(lines);
    try {
      return await purgeFiles({ directory, olderThan, open, now: clock.now(), keep });
    } catch (cause) {
      throw storeUnavailable('purged', directory, cause);
    }
  }

  async probe(): Promise<void> {
    this.#refuseClosed();
    try {
      await probeDirectory(this.#options.directory);
    } catch (cause) {
      throw storeUnavailable('written', this.#options.directory, cause);
    }
  }

  /** Resolves when what was appended before is acknowledged or refused. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(Object.values(this.#writers).map((writer) => writer.close()));
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw storeClosed(this.description);
  }
}

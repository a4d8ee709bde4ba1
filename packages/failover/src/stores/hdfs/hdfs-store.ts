import type { Clock, DeadLetter, DeadLetterStore, LetterQuery, Resolution, StoredLetter } from '@weir/core';
import { describeError, WeirError } from '@weir/core';
import { readFileSync } from 'node:fs';
import { flattenChunks } from '../../letters/flatten-chunks.js';
import { encodeResolution } from '../../codec/resolution-codec.js';
import { GroupCommit } from '../../group-commit.js';
import { storeClosed } from '../store-closed.js';
import { FileCache } from './file-cache.js';
import { FileWriter } from './file-writer.js';
import { storeUnavailable } from './hdfs-errors.js';
import type { DateFormat } from './java-date-pattern.js';
import { encodeLine, type LineContent } from './letter-line.js';
import { probeHdfs } from './probe-hdfs.js';
import { purgeFiles } from './purge-files.js';
import { readLetters } from './read-letters.js';
import { directoriesOf, type TableDirectories } from './table-files.js';
import { WebHdfs, type WebHdfsOptions } from './webhdfs/webhdfs.js';

/** Where and how an {@link HdfsStore} keeps its letters. */
export interface HdfsStoreOptions {
  readonly connection: Omit<WebHdfsOptions, 'ca'>;
  /** PEM file of the certificate authority of `https:` servers. */
  readonly caFile?: string;
  /** Absolute, without a slash at its end. */
  readonly path: string;
  /** Without a dot. */
  readonly table: string;
  readonly format: DateFormat;
  readonly content: LineContent;
  readonly batch: { readonly maxLetters: number; readonly maxDelayMs: number };
  readonly clock: Clock;
}

const maxFileBytes = 8 * 1024 * 1024;
const cacheBytes = 64 * 1024 * 1024;

function toLine(text: string): Buffer {
  return Buffer.from(`${text}\n`);
}

/**
 * Dead letters as files of lines in HDFS, in StreamPark's directories: `path/table/<date>/<millis>_<uuid>`, one file for
 * what is written together; what is settled is in `path/table.resolved`. Files have mode 0600.
 *
 * A file is never changed and each has a name of its own, so any number of processes may share the table.
 */
export class HdfsStore implements DeadLetterStore {
  readonly description: string;
  readonly #options: HdfsStoreOptions;
  readonly #directories: TableDirectories;
  readonly #writer: FileWriter;
  readonly #letters: GroupCommit<Buffer>;
  readonly #resolutions: GroupCommit<Buffer>;
  #client: WebHdfs | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: HdfsStoreOptions) {
    const { connection, path, table, format, batch, clock } = options;
    this.#options = options;
    this.#directories = directoriesOf(path, table);
    this.description = `HDFS ${this.#directories.letters} at ${connection.nameNodes.map(({ origin }) => origin).join(', ')}`;
    this.#writer = new FileWriter({ hdfs: () => this.#hdfs(), directories: this.#directories, format, clock });
    const commitTo = (directory: string, maxItems: number) => ({
      write: (lines: readonly Buffer[]) => this.#writer.write(directory, lines),
      sizeOf: (line: Buffer) => line.length,
      limits: { maxItems, maxBytes: maxFileBytes },
    });
    const linger = { delayMs: batch.maxDelayMs, clock };
    this.#letters = new GroupCommit({ ...commitTo(this.#directories.letters, batch.maxLetters), linger });
    // A file costs the same whatever is in it, and nobody but Weir reads these: as many lines as its bytes allow.
    this.#resolutions = new GroupCommit(commitTo(this.#directories.resolved, Infinity));
  }

  append(letters: readonly DeadLetter[]): Promise<void> {
    const lines = letters.map((letter) => toLine(encodeLine(letter, this.#options.content)));
    return this.#attempt('written', () => this.#letters.add(lines));
  }

  resolve(resolutions: readonly Resolution[]): Promise<void> {
    const lines = resolutions.map((resolution) => toLine(encodeResolution(resolution)));
    return this.#attempt('written', () => this.#resolutions.add(lines));
  }

  read(query: LetterQuery = {}): AsyncIterable<StoredLetter> {
    return flattenChunks(this.readChunks(query));
  }

  async *readChunks(query: LetterQuery = {}): AsyncGenerator<readonly StoredLetter[]> {
    this.#refuseClosed();
    try {
      yield* readLetters(this.#table(), query);
    } catch (error) {
      throw this.#unavailable('read', error);
    }
  }

  purge({ olderThan, open = false }: { readonly olderThan: number; readonly open?: boolean }): Promise<number> {
    const now = this.#options.clock.now();
    return this.#attempt('purged', () => {
      return purgeFiles({ table: this.#table(), olderThan, open, now, writer: this.#writer });
    });
  }

  probe(): Promise<void> {
    const { nameNodes } = this.#options.connection;
    return this.#attempt('written', () => {
      return probeHdfs({ hdfs: this.#hdfs(), nameNodes, directories: this.#directories, writer: this.#writer });
    });
  }

  /** Resolves when what was appended before is acknowledged or refused. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all([this.#letters.idle(), this.#resolutions.idle()]);
    this.#client?.close();
  }

  /** On first need. @throws LETTER_STORE_UNAVAILABLE when the file of certificates cannot be read */
  #hdfs(): WebHdfs {
    const { connection, caFile } = this.#options;
    this.#client ??= new WebHdfs({ ...connection, ...(caFile !== undefined && { ca: readCertificates(caFile) }) });
    return this.#client;
  }

  #table() {
    const hdfs = this.#hdfs();
    return { hdfs, directories: this.#directories, files: new FileCache(hdfs, cacheBytes) };
  }

  async #attempt<T>(action: string, work: () => Promise<T>): Promise<T> {
    this.#refuseClosed();
    try {
      return await work();
    } catch (error) {
      throw this.#unavailable(action, error);
    }
  }

  #unavailable(action: string, error: unknown): WeirError {
    const { user } = this.#options.connection;
    return storeUnavailable(action, { user, directory: this.#directories.letters }, error);
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw storeClosed(this.description);
  }
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new WeirError(
      'LETTER_STORE_UNAVAILABLE',
      `failover.hdfs.caFile cannot be read: ${describeError(cause)}. Give the path of a PEM file.`,
      { cause, details: { path } },
    );
  }
}

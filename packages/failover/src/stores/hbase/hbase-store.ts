import {
  WeirError,
  type DeadLetter,
  type DeadLetterStore,
  type LetterQuery,
  type Resolution,
  type StoredLetter,
} from '@weir/core';
import type { RowToPut } from '@weir/hbase-client';
import { flattenChunks } from '../../letters/flatten-chunks.js';
import { storeClosed } from '../store-closed.js';
import { HBaseConnection, type ConnectionOptions } from './hbase-connection.js';
import { encodeLetterRow, encodeResolutionRow } from './letter-row.js';
import { probeTables, type LetterTables } from './letter-tables.js';
import { purgeLetters } from './purge-letters.js';
import { readLetters } from './read-letters.js';
import { TableWriter } from './table-writer.js';

/** Where an {@link HBaseStore} keeps its letters. */
export interface HBaseStoreOptions extends ConnectionOptions {
  /** Table of the letters, `table` or `namespace:table`; resolutions are in `<table>.resolved`. */
  readonly table: string;
}

/** What a cell has beside its value and the key of its row, at most; HBase counts it too. */
const cellOverheadBytes = 64;

/**
 * Dead letters as rows of an HBase table: `cf:values` and `cf:timestamp` as StreamPark writes them, and the whole letter
 * in `cf:letter`.
 */
export class HBaseStore implements DeadLetterStore {
  readonly description: string;
  readonly #tables: LetterTables;
  readonly #maxCellBytes: number;
  readonly #letters: TableWriter;
  readonly #resolutions: TableWriter;
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor({ table, ...options }: HBaseStoreOptions) {
    const connection = new HBaseConnection(options);
    this.description = `table ${table} in HBase at ${connection.place}`;
    this.#tables = { connection, letters: table, resolved: `${table}.resolved` };
    this.#maxCellBytes = options.maxCellBytes;
    this.#letters = new TableWriter(connection, this.#tables.letters);
    this.#resolutions = new TableWriter(connection, this.#tables.resolved);
  }

  /** @throws LETTER_TOO_LARGE before any of `letters` is written; LETTER_STORE_UNAVAILABLE */
  async append(letters: readonly DeadLetter[]): Promise<void> {
    this.#refuseClosed();
    const rows = letters.map((letter) => this.#refuseTooLarge(letter.id, encodeLetterRow(letter)));
    await this.#letters.add(rows);
  }

  async resolve(resolutions: readonly Resolution[]): Promise<void> {
    this.#refuseClosed();
    await this.#resolutions.add(resolutions.map(encodeResolutionRow));
  }

  read(query: LetterQuery = {}): AsyncIterable<StoredLetter> {
    return flattenChunks(this.readChunks(query));
  }

  async *readChunks(query: LetterQuery = {}): AsyncGenerator<readonly StoredLetter[]> {
    this.#refuseClosed();
    yield* readLetters(this.#tables, query);
  }

  async purge({ olderThan, open = false }: { readonly olderThan: number; readonly open?: boolean }): Promise<number> {
    this.#refuseClosed();
    return this.#track(purgeLetters(this.#tables, { olderThan, open }));
  }

  async probe(): Promise<void> {
    this.#refuseClosed();
    await this.#track(probeTables(this.#tables));
  }

  /** Resolves when what was begun before is acknowledged or refused. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([this.#letters.idle(), this.#resolutions.idle(), ...this.#running]);
    await this.#tables.connection.close();
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw storeClosed(this.description);
  }

  /** Before it is written: the server would refuse the letters that are written with it, too. */
  #refuseTooLarge(id: string, row: RowToPut): RowToPut {
    const bytes = Math.max(...row.cells.map(({ value }) => value.length)) + row.key.length + cellOverheadBytes;
    const maxBytes = this.#maxCellBytes;
    if (bytes <= maxBytes) return row;
    throw new WeirError(
      'LETTER_TOO_LARGE',
      `The dead letter ${id} has a cell of ${bytes} bytes; HBase takes ${maxBytes}. Raise hbase.server.keyvalue.maxsize ` +
        'of the servers and failover.hbase.client.keyvalue.maxsize here, or send smaller bodies.',
      { details: { id, bytes, maxBytes } },
    );
  }
}

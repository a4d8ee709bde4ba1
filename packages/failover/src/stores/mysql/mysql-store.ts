import {
  isWeirError,
  type DeadLetter,
  type DeadLetterStore,
  type LetterQuery,
  type Logger,
  type Resolution,
  type StoredLetter,
} from '@weir/core';
import type { Knex } from 'knex';
import { flattenChunks } from '../../letters/flatten-chunks.js';
import { RunningWork } from '../running-work.js';
import { storeClosed } from '../store-closed.js';
import { createTables, type Tables } from './letter-table.js';
import { MysqlConnection, type ConnectionOptions } from './mysql-connection.js';
import { purgeLetters } from './purge-letters.js';
import { readLetters } from './read-letters.js';
import { TableWriter } from './table-writer.js';

/** Where a {@link MysqlStore} keeps its letters. */
export interface MysqlStoreOptions extends ConnectionOptions {
  /** Table of the letters, without a database; resolutions are in `<table>_resolved`. */
  readonly table: string;
  readonly logger: Logger;
}

/**
 * Dead letters as rows of a table in MySQL or MariaDB: `values` and `timestamp` as StreamPark writes them, and the whole
 * letter beside it.
 */
export class MysqlStore implements DeadLetterStore {
  readonly description: string;
  readonly #tables: Tables;
  readonly #logger: Logger;
  readonly #running = new RunningWork();
  #writer: Promise<TableWriter> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: MysqlStoreOptions) {
    const { table } = options;
    const connection = new MysqlConnection(options);
    this.description = `table ${table} in MySQL at ${connection.place}`;
    this.#tables = { connection, letters: table, resolved: `${table}_resolved` };
    this.#logger = options.logger;
  }

  async append(letters: readonly DeadLetter[]): Promise<void> {
    await this.#write(letters, (writer) => writer.append(letters));
  }

  async resolve(resolutions: readonly Resolution[]): Promise<void> {
    await this.#write(resolutions, (writer) => writer.resolve(resolutions));
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
    return this.#running.track(purgeLetters(this.#tables, { olderThan, open }));
  }

  /** Creates the tables where they are missing, and lets the server check the rights by writing no row. */
  async probe(): Promise<void> {
    this.#refuseClosed();
    const { connection, letters, resolved } = this.#tables;
    const probing = connection.runOnce('written', async (knex) => {
      await createTables(knex, this.#tables);
      await insertNothing(knex, letters, ['values', 'timestamp']);
      await insertNothing(knex, resolved, ['id', 'last_at', 'at', 'outcome']);
    });
    await this.#running.track(probing);
  }

  /** Resolves when what was begun before is acknowledged or refused. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#running.ended();
    await this.#tables.connection.close();
  }

  async #write(items: readonly unknown[], write: (writer: TableWriter) => Promise<void>): Promise<void> {
    this.#refuseClosed();
    if (items.length === 0) return;
    try {
      await this.#running.track(this.#openWriter().then(write));
    } catch (error) {
      // Somebody removed it: whoever tries again finds it created anew.
      if (isWeirError(error) && error.details.cause === 'ER_NO_SUCH_TABLE') this.#writer = undefined;
      throw error;
    }
  }

  /** The tables are looked at once. */
  #openWriter(): Promise<TableWriter> {
    this.#writer ??= TableWriter.open(this.#tables, this.#logger).catch((error: unknown) => {
      this.#writer = undefined;
      throw error;
    });
    return this.#writer;
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw storeClosed(this.description);
  }
}

/** Needs the right to write, and a table with these columns. */
async function insertNothing(knex: Knex, table: string, columns: readonly string[]): Promise<void> {
  const [names, values] = [columns.map(() => '??').join(', '), columns.map(() => '1').join(', ')];
  await knex.raw(`insert into ?? (${names}) select ${values} from (select 1) as one where 1 = 0`, [table, ...columns]);
}

import type { RowToPut } from '@weir/hbase-client';
import { GroupCommit } from '../../group-commit.js';
import type { HBaseConnection } from './hbase-connection.js';
import { ensureTable } from './letter-tables.js';

const commitLimits = { maxItems: 1_000, maxBytes: 4 * 1024 * 1024 };

/** Puts rows into one table; callers that wait at the same time share a put. */
export class TableWriter {
  readonly #connection: HBaseConnection;
  readonly #table: string;
  readonly #commits: GroupCommit<RowToPut>;
  #isTableThere = false;

  constructor(connection: HBaseConnection, table: string) {
    this.#connection = connection;
    this.#table = table;
    this.#commits = new GroupCommit({ write: (rows) => this.#put(rows), sizeOf: sizeOfRow, limits: commitLimits });
  }

  /** Resolves once `rows` are durable. @throws LETTER_STORE_UNAVAILABLE */
  add(rows: readonly RowToPut[]): Promise<void> {
    return this.#commits.add(rows);
  }

  /** Resolves when everything added before is written or refused. */
  idle(): Promise<void> {
    return this.#commits.idle();
  }

  async #put(rows: readonly RowToPut[]): Promise<void> {
    // The rows of one put may arrive in any order, so each key is in it once.
    const distinct = new Map(rows.map((row) => [Buffer.from(row.key).toString('latin1'), row]));
    const isTableThere = this.#isTableThere;
    // After a failure the table may be gone.
    this.#isTableThere = false;
    await this.#connection.run('written', async (client) => {
      if (!isTableThere) await ensureTable(client, this.#table);
      await client.put(this.#table, [...distinct.values()]);
    });
    this.#isTableThere = true;
  }
}

function sizeOfRow({ key, cells }: RowToPut): number {
  return cells.reduce((bytes, { value }) => bytes + value.length, key.length);
}

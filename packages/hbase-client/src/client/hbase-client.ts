import { setMaxListeners } from 'node:events';
import { type HBaseOptionsInput, resolveOptions } from '../options.js';
import { assembleCluster, clientClosed, type Cluster } from './cluster.js';
import { createTable, type CreateTableOutcome } from './create-table.js';
import { deleteRows, putRows } from './mutate-rows.js';
import { getRow } from './get-row.js';
import type { ColumnSelection, Row, RowToPut } from './row.js';
import { type ScanRange, scanRows } from './scan-rows.js';
import { canonicalTableName } from './table-name.js';
import { tableExists } from './table-state.js';

/**
 * The port: what a dead-letter store needs of HBase. Any number of operations may run at once; each is repeated through moved
 * regions, restarts and overload until `operationTimeoutMs` is over, then rejects with an HBaseError. Tables are named `table`
 * or `namespace:table`.
 */
export class HBaseClient implements AsyncDisposable {
  readonly #closing = new AbortController();
  readonly #cluster: Cluster;

  /**
   * Checks the options; connects to nothing.
   *
   * @throws HBaseError `HBASE_OPTIONS_INVALID`
   */
  constructor(options: HBaseOptionsInput) {
    // every wait of every operation listens for the end: many listeners are no leak here
    setMaxListeners(0, this.#closing.signal);
    this.#cluster = assembleCluster(resolveOptions(options), this.#closing.signal);
  }

  async tableExists(table: string): Promise<boolean> {
    return tableExists(this.#cluster, canonicalTableName(table));
  }

  /** Creates a table with one column family, unless it exists; resolves when it takes writes. */
  async createTable(table: string, family: string): Promise<CreateTableOutcome> {
    return createTable(this.#cluster, canonicalTableName(table), family);
  }

  /** Resolves when a server has acknowledged every row; see `HBaseError.unacknowledged` when it rejects. */
  async put(table: string, rows: readonly RowToPut[]): Promise<void> {
    await putRows(this.#cluster, canonicalTableName(table), rows);
  }

  /**
   * Deletes whole rows. A row that is put again within the same millisecond stays hidden by the delete: use new keys, or wait.
   */
  async delete(table: string, keys: readonly Uint8Array[]): Promise<void> {
    await deleteRows(this.#cluster, canonicalTableName(table), keys);
  }

  /** Reads one row, or the columns named; `undefined` when there is none. */
  async get(table: string, key: Uint8Array, columns: readonly ColumnSelection[] = []): Promise<Row | undefined> {
    return getRow(this.#cluster, canonicalTableName(table), key, columns);
  }

  /** Reads rows in the order of their keys, a batch at a time, only as fast as they are taken. */
  scan(table: string, range: ScanRange = {}): AsyncGenerator<Row, void, undefined> {
    return scanRows(this.#cluster, canonicalTableName(table), range);
  }

  /** Ends every operation under way with `HBASE_CLIENT_CLOSED` and every connection; further calls change nothing. */
  async close(): Promise<void> {
    const reason = clientClosed();
    this.#closing.abort(reason);
    await this.#cluster.connections.close(reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

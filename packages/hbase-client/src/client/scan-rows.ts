import { HBaseError, RETRY } from '../errors.js';
import type { ScanRequest } from '../protocol/messages.js';
import { scanMethod } from '../protocol/methods.js';
import type { Region } from '../region/region.js';
import { regionSpecifier } from '../region/region-specifier.js';
import { runWithRetries } from '../retry/run-with-retries.js';
import { callRegion } from './call-region.js';
import type { Cluster } from './cluster.js';
import type { ColumnSelection, Row } from './row.js';
import { decodeRow, encodeColumns } from './row-codec.js';

/** What to scan; everything when empty. */
export interface ScanRange {
  /** First key; the table's first when absent. */
  readonly startKey?: Uint8Array;
  /** Key to stop before; the table's end when absent. */
  readonly stopKey?: Uint8Array;
  /** All columns when absent or empty. */
  readonly columns?: readonly ColumnSelection[];
  /** Rows in all; no limit when absent. */
  readonly limit?: number;
  /** Rows fetched at a time, fewer when they are large; 500 when absent. */
  readonly batchRows?: number;
}

const DEFAULT_BATCH_ROWS = 500;
/** `hbase.client.scanner.max.result.size`: an answer ends with the row that passes this size. */
const BATCH_BYTES = 2 * 1024 * 1024;
/** Start and stop keys that mean the table's ends. */
const NO_KEY = Buffer.alloc(0);

/** Where a batch begins: at a key, or behind the last one seen. */
interface Position {
  readonly key: Uint8Array;
  readonly isSeen: boolean;
}

interface Batch {
  readonly rows: readonly Row[];
  /** `undefined` at the end of the range. */
  readonly next: Position | undefined;
}

/**
 * Reads rows in the order of their keys. Each batch is a call of its own that begins behind the last row seen: no scanner stays
 * open on a server, so a slow reader outlives every lease, and a moved or split region costs one retry. Rows written while the
 * scan runs are seen when they lie ahead of it.
 *
 * @throws HBaseError when one batch cannot be had within the operation's time
 */
export async function* scanRows(
  cluster: Cluster,
  table: string,
  range: ScanRange,
): AsyncGenerator<Row, void, undefined> {
  let position: Position | undefined = { key: range.startKey ?? NO_KEY, isSeen: false };
  let left = range.limit ?? Infinity;
  while (position && left > 0 && !isBehind(position.key, range.stopKey)) {
    const batch = await fetchBatch(cluster, table, { ...range, limit: left }, position);
    yield* batch.rows;
    left -= batch.rows.length;
    position = batch.next;
  }
}

function isBehind(key: Uint8Array, stopKey: Uint8Array = NO_KEY): boolean {
  return stopKey.length > 0 && Buffer.compare(key, stopKey) >= 0;
}

function fetchBatch(cluster: Cluster, table: string, range: ScanRange, position: Position): Promise<Batch> {
  return runWithRetries(`scan ${table}`, cluster.limits, async () => {
    const region = await cluster.locator.locate(table, position.key);
    const answer = await callRegion(cluster, region, scanMethod, encodeScan(region, range, position));
    const rows = answer.results.flatMap((result) => decodeRow(result) ?? []);
    return { rows, next: answer.moreResultsInRegion ? behindLast(rows, table) : endOf(region) };
  });
}

function encodeScan(region: Region, range: ScanRange, position: Position): ScanRequest {
  const { stopKey = NO_KEY, columns = [], limit = Infinity, batchRows = DEFAULT_BATCH_ROWS } = range;
  const rows = Math.min(batchRows, limit);
  return {
    region: regionSpecifier(region.name),
    scan: {
      column: encodeColumns(columns),
      startRow: position.key,
      includeStartRow: !position.isSeen,
      stopRow: stopKey,
      // left out, it would mean true for a range of one key
      includeStopRow: false,
      caching: rows,
      maxResultSize: BATCH_BYTES,
      // reading a whole table once must not push out what others read often
      cacheBlocks: false,
    },
    numberOfRows: rows,
    limitOfRows: rows,
    closeScanner: true,
  };
}

function behindLast(rows: readonly Row[], table: string): Position {
  const last = rows.at(-1);
  if (last) return { key: last.key, isSeen: true };
  // going on to the next region would leave out rows
  const message = `scan ${table}: the server has more rows of a region but gave none`;
  throw new HBaseError({ code: 'HBASE_SERVER_BUSY', message, retry: RETRY });
}

function endOf({ endKey }: Region): Position | undefined {
  return endKey.length > 0 ? { key: endKey, isSeen: false } : undefined;
}

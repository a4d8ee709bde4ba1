import { FATAL, HBaseError, type HBaseErrorCode } from '../errors.js';
import type { Cell, RowToPut } from './row.js';

/** `HConstants.MAX_ROW_LENGTH` */
const MAX_KEY_BYTES = 32_767;
/** `KeyValue`: lengths of key and value, of row and family, timestamp, type (20); and the length before each cell on disk (4). */
const CELL_OVERHEAD_BYTES = 24;

/**
 * The size of a cell as the server counts it.
 *
 * Source: `HRegion.checkCellSizeLimit` → `PrivateCellUtil.estimatedSerializedSizeOf`.
 */
export function cellBytes(keyBytes: number, { family, qualifier, value }: Cell): number {
  return CELL_OVERHEAD_BYTES + keyBytes + Buffer.byteLength(family) + Buffer.byteLength(qualifier) + value.length;
}

/**
 * Refuses rows that no server would take, before any of the batch is sent.
 *
 * @throws HBaseError `HBASE_ARGUMENT_INVALID` or `HBASE_CELL_TOO_LARGE`, naming the row by its index in the batch
 */
export function checkRowsToPut(rows: readonly RowToPut[], maxCellBytes: number): void {
  rows.forEach(({ key, cells }, index) => {
    checkKey(key, index);
    if (cells.length === 0) throw refused('HBASE_ARGUMENT_INVALID', `row ${index} has no cells`, index);
    for (const cell of cells) {
      const bytes = cellBytes(key.length, cell);
      if (bytes > maxCellBytes) {
        const problem =
          `row ${index}: cell ${cell.family}:${cell.qualifier} takes ${bytes} bytes, the limit is ${maxCellBytes}; ` +
          'shorten it, or raise hbase.server.keyvalue.maxsize on the servers and maxCellBytes (hbase.client.keyvalue.maxsize) here';
        throw refused('HBASE_CELL_TOO_LARGE', problem, index);
      }
    }
  });
}

/** @throws HBaseError `HBASE_ARGUMENT_INVALID` */
export function checkKey(key: Uint8Array, index: number): void {
  if (key.length >= 1 && key.length <= MAX_KEY_BYTES) return;
  throw refused(
    'HBASE_ARGUMENT_INVALID',
    `row ${index}: a key has 1 to ${MAX_KEY_BYTES} bytes, this one ${key.length}`,
    index,
  );
}

function refused(code: HBaseErrorCode, message: string, index: number): HBaseError {
  return new HBaseError({ code, message, retry: FATAL, unacknowledged: [index] });
}

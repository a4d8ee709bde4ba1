import type { HBaseClient } from '../src/client/hbase-client.js';
import type { ScanRange } from '../src/client/scan-rows.js';
import type { Row, RowToPut } from '../src/client/row.js';

/** Keys spread over all first bytes, so that every region of a split table is written to. */
export function keyOf(number: number): Buffer {
  const key = Buffer.alloc(8);
  key.writeUInt32BE(Math.imul(number, 0x9e3779b1) >>> 0, 0);
  key.writeUInt32BE(number, 4);
  return key;
}

export function rowOf(number: number): RowToPut {
  return {
    key: keyOf(number),
    cells: [cell('values', Buffer.from(`record ${number}`)), cell('timestamp', Buffer.alloc(8))],
  };
}

export function cell(qualifier: string, value: Uint8Array, family = 'cf'): RowToPut['cells'][number] {
  return { family, qualifier, value };
}

export async function scanAll(client: HBaseClient, table: string, range?: ScanRange): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of client.scan(table, range)) rows.push(row);
  return rows;
}

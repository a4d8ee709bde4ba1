import type { Address } from '../address.js';

/** One region as `hbase:meta` told it: the rows from `startKey` to before `endKey`, and the server that has them. */
export interface Region {
  /** The whole name, `table,startKey,id.hash.`, by which a server knows it. */
  readonly name: Buffer;
  readonly table: string;
  /** Empty for the first region. */
  readonly startKey: Buffer;
  /** Empty for the last region. */
  readonly endKey: Buffer;
  readonly server: Address;
}

export function regionContains({ startKey, endKey }: Region, row: Uint8Array): boolean {
  return Buffer.compare(startKey, row) <= 0 && (endKey.length === 0 || Buffer.compare(row, endKey) < 0);
}

export function regionsOverlap(one: Region, other: Region): boolean {
  return endsAfter(one, other.startKey) && endsAfter(other, one.startKey);
}

function endsAfter({ endKey }: Region, key: Buffer): boolean {
  return endKey.length === 0 || Buffer.compare(endKey, key) > 0;
}

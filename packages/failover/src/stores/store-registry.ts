import { nearest, WeirError } from '@weir/core';
import { fileStoreKind } from './file/file-store-kind.js';
import { hbaseStoreKind } from './hbase/hbase-store-kind.js';
import { hdfsStoreKind } from './hdfs/hdfs-store-kind.js';
import { kafkaStoreKind } from './kafka/kafka-store-kind.js';
import { mysqlStoreKind } from './mysql/mysql-store-kind.js';
import type { StoreKind } from './store-kind.js';

/** The stores by the name that `failover.storage` gives. A new store is one line here. */
export const storeKinds: ReadonlyMap<string, StoreKind> = new Map<string, StoreKind>([
  ['file', fileStoreKind],
  ['mysql', mysqlStoreKind],
  ['kafka', kafkaStoreKind],
  ['hdfs', hdfsStoreKind],
  ['hbase', hbaseStoreKind],
]);

/** Blocks that a configuration may carry for stores that it does not select; StreamPark documents them side by side. */
export const storeBlocks: readonly string[] = ['file', 'jdbc', 'mysql', 'kafka', 'hbase', 'hdfs', 'batch'];

/** The store called `storage`; `key` is the one that named it, for the message. @throws LETTER_STORE_UNKNOWN */
export function storeKindOf(storage: string, key: string): StoreKind {
  const kind = storeKinds.get(storage);
  if (kind !== undefined) return kind;
  const known = [...storeKinds.keys()];
  const suggestion = nearest(storage, known, 2);
  throw new WeirError(
    'LETTER_STORE_UNKNOWN',
    `${key}: "${storage}" is not a known store. Known: ${known.join(', ')}.` +
      (suggestion === undefined ? ' Use one of them.' : ` Did you mean ${suggestion}?`),
    { details: { key, storage, known } },
  );
}

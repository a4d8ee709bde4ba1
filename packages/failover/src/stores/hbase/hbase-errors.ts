import { describeError, isWeirError, WeirError } from '@weir/core';
import type { HBaseError, HBaseErrorCode } from '@weir/hbase-client';

const remedies: Readonly<Partial<Record<HBaseErrorCode, string>>> = {
  HBASE_OPTIONS_INVALID: 'Correct it below failover.hbase.',
  HBASE_ARGUMENT_INVALID: 'Correct failover.table.',
  HBASE_ZOOKEEPER_UNREACHABLE:
    'Start ZooKeeper, or correct failover.hbase.zookeeper.quorum and failover.hbase.zookeeper.property.clientPort.',
  HBASE_ZNODE_MISSING: 'Start HBase, or set failover.hbase.zookeeper.znode.parent to its root node.',
  HBASE_SERVER_UNREACHABLE: 'Start HBase; its servers must be reachable from here by the names they have registered.',
  HBASE_CONNECTION_LOST: 'Start HBase; a server that demands TLS is not supported.',
  HBASE_REGION_UNAVAILABLE: 'Enable the table if it is disabled; otherwise wait until HBase has opened its regions.',
  HBASE_TABLE_DISABLED: 'Enable the table in the HBase shell.',
  HBASE_FAMILY_NOT_FOUND: 'Add the column family cf to the table, or name another failover.table.',
  HBASE_NAMESPACE_NOT_FOUND: 'Create the namespace, or correct failover.table.',
  HBASE_QUOTA_EXCEEDED: 'Raise the quota, or purge letters.',
  HBASE_ACCESS_DENIED:
    'Grant the user the rights to create, read and write both tables, or set failover.hbase.auth.user.',
  HBASE_AUTHENTICATION_REQUIRED:
    'Kerberos is not supported: let HBase accept simple authentication, or use another store.',
  HBASE_REQUEST_REJECTED:
    'Read what the server says; set failover.hbase.client.keyvalue.maxsize when the limit of its cells is lower.',
};

/** An error of the client, by its name: its class is loaded with the client only. */
function isHBaseError(error: unknown): error is HBaseError {
  return error instanceof Error && error.name === 'HBaseError';
}

/** Whether HBase says that the table does not exist. */
export function isMissingTable(error: unknown): boolean {
  return isHBaseError(error) && error.code === 'HBASE_TABLE_NOT_FOUND';
}

/** Whether the client gave up what may succeed later. */
export function isTransient(error: unknown): boolean {
  return isHBaseError(error) && error.retry.kind !== 'fatal';
}

/** `action` completes "cannot be …": written, read. Errors that have a code of ours already are given back. */
export function storeUnavailable(action: string, place: string, cause: unknown): WeirError {
  if (isWeirError(cause)) return cause;
  const code = isHBaseError(cause) ? cause.code : undefined;
  const remedy = (code && remedies[code]) ?? 'Read what HBase says and correct it there.';
  return new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `The dead letters in ${place} cannot be ${action}: ${describeError(cause)}. ${remedy}`,
    { cause, details: { place, cause: code } },
  );
}

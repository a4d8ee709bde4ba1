import { FATAL, HBaseError } from '../errors.js';
import type { TableName } from '../protocol/messages.js';

const DEFAULT_NAMESPACE = 'default';

/**
 * Checks a table's name and writes it as `hbase:meta` does, without the default namespace.
 *
 * Source: `TableName.isLegalTableQualifierName` (letters of any script are legal there too).
 *
 * @throws HBaseError `HBASE_ARGUMENT_INVALID`
 */
export function canonicalTableName(name: string): string {
  if (!/^(?:[\p{L}\p{N}_]+:)?[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name)) {
    throw new HBaseError({
      code: 'HBASE_ARGUMENT_INVALID',
      message: `"${name}" is no table name: expected table or namespace:table of letters, digits, "_", "-" and "."`,
      retry: FATAL,
    });
  }
  return name.startsWith(`${DEFAULT_NAMESPACE}:`) ? name.slice(DEFAULT_NAMESPACE.length + 1) : name;
}

/** A canonical name in its two parts, for the master. */
export function encodeTableName(table: string): TableName {
  const colon = table.indexOf(':');
  return {
    namespace: Buffer.from(colon < 0 ? DEFAULT_NAMESPACE : table.slice(0, colon)),
    qualifier: Buffer.from(table.slice(colon + 1)),
  };
}

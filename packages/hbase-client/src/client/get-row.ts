import { getMethod } from '../protocol/methods.js';
import { regionSpecifier } from '../region/region-specifier.js';
import { runWithRetries } from '../retry/run-with-retries.js';
import { callRegion } from './call-region.js';
import { checkKey } from './check-rows.js';
import type { Cluster } from './cluster.js';
import type { ColumnSelection, Row } from './row.js';
import { decodeRow, encodeColumns } from './row-codec.js';

/**
 * Reads one row.
 *
 * @returns `undefined` when it does not exist, or has none of the columns
 * @throws HBaseError `HBASE_TABLE_NOT_FOUND`, …
 */
export async function getRow(
  cluster: Cluster,
  table: string,
  key: Uint8Array,
  columns: readonly ColumnSelection[],
): Promise<Row | undefined> {
  checkKey(key, 0);
  const get = { row: key, column: encodeColumns(columns) };
  const { result } = await runWithRetries(`get from ${table}`, cluster.limits, async () => {
    const region = await cluster.locator.locate(table, key);
    return callRegion(cluster, region, getMethod, { region: regionSpecifier(region.name), get });
  });
  return decodeRow(result);
}

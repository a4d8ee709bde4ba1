import { parseAddress } from '../address.js';
import { FATAL, HBaseError, RELOCATE_REGION } from '../errors.js';
import { messageCodec } from '../protocol/message-codec.js';
import type { RegionInfo, ResultMessage } from '../protocol/messages.js';
import { unwrapMetaValue } from '../zookeeper/znode-payload.js';
import { type Region, regionContains } from './region.js';

const regionInfo = messageCodec<RegionInfo>('RegionInfo');

/**
 * Reads a region out of its row in `hbase:meta`: the row key is its name, `info:regioninfo` its keys, `info:server` the
 * server as `host:port`, `info:state` what the master is doing with it.
 *
 * Source: `MetaTableAccessor` / `CatalogFamilyFormat` of HBase 2.x.
 *
 * @throws HBaseError `HBASE_TABLE_NOT_FOUND` without a row; `HBASE_REGION_UNAVAILABLE` when the region is not open
 */
export function readMetaRow(result: ResultMessage | undefined, table: string, row: Uint8Array): Region {
  const columns = new Map(result?.cell.map((cell) => [Buffer.from(cell.qualifier).toString(), cell]));
  const described = columns.get('regioninfo');
  if (!described) {
    throw new HBaseError({ code: 'HBASE_TABLE_NOT_FOUND', message: `HBase has no table ${table}`, retry: FATAL });
  }
  const bytes = unwrapMetaValue(described.value);
  const server = parseAddress(Buffer.from(columns.get('server')?.value ?? []).toString());
  const state = Buffer.from(columns.get('state')?.value ?? []).toString() || 'unknown';
  if (!bytes) throw unavailable(table, 'hbase:meta describes its region in an unknown form');
  const info = regionInfo.decode(bytes);
  if (info.offline || info.split) throw unavailable(table, 'its region is being split or merged');
  if (!server || state === 'CLOSED' || state === 'CLOSING') {
    throw unavailable(table, `its region is not open (state ${state}); is the table disabled?`);
  }
  const region: Region = {
    name: Buffer.from(described.row),
    table,
    startKey: Buffer.from(info.startKey),
    endKey: Buffer.from(info.endKey),
    server,
  };
  if (!regionContains(region, row)) throw unavailable(table, 'hbase:meta has no region for the row at this moment');
  return Object.freeze(region);
}

function unavailable(table: string, reason: string): HBaseError {
  return new HBaseError({
    code: 'HBASE_REGION_UNAVAILABLE',
    message: `table ${table}: ${reason}`,
    retry: RELOCATE_REGION,
  });
}

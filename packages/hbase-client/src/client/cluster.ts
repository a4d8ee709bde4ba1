import { FATAL, HBaseError } from '../errors.js';
import type { HBaseOptions } from '../options.js';
import { MetaTable } from '../region/meta-table.js';
import { RegionLocator } from '../region/region-locator.js';
import { ServerDirectory } from '../region/server-directory.js';
import type { RetryLimits } from '../retry/run-with-retries.js';
import { ConnectionPool } from '../rpc/connection-pool.js';
import { ZooKeeperClient } from '../zookeeper/zookeeper-client.js';

/** What every operation works with; one for each client. */
export interface Cluster {
  readonly options: HBaseOptions;
  readonly limits: RetryLimits;
  readonly directory: ServerDirectory;
  readonly meta: MetaTable;
  readonly locator: RegionLocator;
  readonly connections: ConnectionPool;
}

/** Puts the parts together; nothing is connected before it is needed. */
export function assembleCluster(options: HBaseOptions, signal: AbortSignal): Cluster {
  const zookeeper = new ZooKeeperClient(options.quorum, { timeoutMs: options.connectTimeoutMs, signal });
  const directory = new ServerDirectory(zookeeper, options.znodeParent);
  const connections = new ConnectionPool({ ...options, signal });
  const meta = new MetaTable(directory, connections);
  return Object.freeze({
    options,
    limits: { ...options, signal },
    directory,
    meta,
    locator: new RegionLocator(meta),
    connections,
  });
}

/** What every operation under way, and every later one, fails with. */
export function clientClosed(): HBaseError {
  return new HBaseError({ code: 'HBASE_CLIENT_CLOSED', message: 'the HBase client is closed', retry: FATAL });
}

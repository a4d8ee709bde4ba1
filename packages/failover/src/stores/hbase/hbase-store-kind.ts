import { integer, key } from '@weir/core';
import { z } from 'zod';
import type { StoreKind } from '../store-kind.js';
import { HBaseStore } from './hbase-store.js';

const hbaseKeys = {
  'hbase.zookeeper.quorum': key(
    z
      .string()
      .trim()
      .regex(/^[^\s,/]+(?:\s*,\s*[^\s,/]+)*$/),
    {
      expected: 'a comma-separated list of hosts, each with or without :port',
      doc: 'Hosts of the ZooKeeper that the HBase store finds its servers by.',
    },
  ),
  'hbase.zookeeper.property.clientPort': key(integer(1, 65_535), {
    expected: 'a port',
    doc: 'Port of the ZooKeeper hosts that name none.',
    default: '2181',
  }),
  'hbase.zookeeper.znode.parent': key(
    z
      .string()
      .trim()
      .regex(/^\/(?:.*[^/])?$/),
    {
      expected: 'a path that begins with / and does not end with it',
      doc: 'Root node of HBase in ZooKeeper.',
      default: '/hbase',
    },
  ),
  'hbase.auth.user': key(z.string().trim().min(1).optional(), {
    expected: 'a user name',
    doc: 'User that HBase is told; the one that runs this process when it is not set.',
  }),
  'hbase.security.authentication': key(z.string().trim().toLowerCase().pipe(z.literal('simple')), {
    expected: 'simple (Kerberos is not supported)',
    doc: 'How HBase knows its users.',
    default: 'simple',
  }),
  'hbase.client.operation.timeout': key(integer(1_000, 3_600_000), {
    expected: 'a whole number from 1000 to 3600000',
    doc: 'How long a write or read is tried before it fails: longer than a restart of HBase takes, and it lasts that out; milliseconds.',
    default: '8000',
  }),
  'hbase.rpc.timeout': key(integer(100, 3_600_000), {
    expected: 'a whole number from 100 to 3600000',
    doc: 'How long the HBase store waits for one answer before it asks again; milliseconds.',
    default: '5000',
  }),
  'hbase.client.keyvalue.maxsize': key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'Bytes of the largest letter that the HBase store takes; no more than hbase.server.keyvalue.maxsize.',
    default: String(10 * 1024 * 1024),
  }),
} as const;

/** Other settings of HBase's own client, which StreamPark passes on. */
const ignoredKeys = [
  ...['client.ipc.pool.size', 'client.max.perregion.tasks', 'client.max.perserver.tasks', 'client.max.total.tasks'],
  ...['client.meta.operation.timeout', 'client.pause', 'client.pause.cqtbe', 'client.retries.number'],
  ...['client.scanner.caching', 'client.scanner.max.result.size', 'client.scanner.timeout.period'],
  ...['client.write.buffer', 'defaults.for.version.skip', 'master', 'rootdir'],
  ...['zookeeper.recovery.retry', 'zookeeper.session.timeout'],
];

/** `storage: hbase`: rows of a table in HBase. */
export const hbaseStoreKind: StoreKind<typeof hbaseKeys> = {
  blocks: ['hbase'],
  keys: hbaseKeys,
  ignoredKeys,
  create(table, options) {
    const user = options['hbase.auth.user'];
    return new HBaseStore({
      // As in StreamPark, where a name may have the database of something else before it.
      table: table.slice(table.lastIndexOf('.') + 1),
      quorum: options['hbase.zookeeper.quorum'],
      clientPort: options['hbase.zookeeper.property.clientPort'],
      znodeParent: options['hbase.zookeeper.znode.parent'],
      rpcTimeoutMs: options['hbase.rpc.timeout'],
      maxCellBytes: options['hbase.client.keyvalue.maxsize'],
      operationTimeoutMs: options['hbase.client.operation.timeout'],
      ...(user !== undefined && { user }),
    });
  },
};

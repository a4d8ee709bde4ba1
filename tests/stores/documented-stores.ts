import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceInstance } from '../../services/service-instance.js';

type Variables = Readonly<Record<string, string>>;

/** One storage of the connector document and the server that stands behind it in the rig. */
export interface DocumentedStore {
  readonly storage: 'mysql' | 'kafka' | 'hbase' | 'hdfs';
  /** Service of the rig. */
  readonly service: string;
  /** What of the document's configuration has to be changed: host, port and credentials. */
  settings(variables: Variables): Readonly<Record<string, string>>;
  /** How many letters the server's own client counts. */
  count(server: ServiceInstance): Promise<number>;
}

const document = readFileSync(join(__dirname, '../../examples/http-connector/application.yml'), 'utf8');

/** The document's configuration as it stands, with `storage` set to `store`; the rest of the changes are parameters. */
export function documentedConfiguration({ storage }: DocumentedStore): string {
  return document.replace('storage: mysql', `storage: ${storage}`);
}

function lastNumber(output: string): number {
  return Number(/(\d+)\s*$/.exec(output)?.[1]);
}

export const documentedStores: readonly DocumentedStore[] = [
  {
    storage: 'mysql',
    service: 'mariadb+documented',
    settings(variables) {
      const url = new URL(variables['WEIR_MYSQL_URL'] ?? '');
      return {
        'jdbc.jdbcUrl': `jdbc:mysql://${url.host}${url.pathname}`,
        'jdbc.username': url.username,
        'jdbc.password': decodeURIComponent(url.password),
      };
    },
    count: async (server) =>
      lastNumber(await server.client('weir', '-N', '-e', 'select count(distinct `values`) from record')),
  },
  {
    storage: 'kafka',
    service: 'kafka+documented',
    settings: (variables) => ({ 'kafka.bootstrap.servers': variables['WEIR_KAFKA_BOOTSTRAP'] ?? '' }),
    count: async (server) => new Set((await server.client('dump', 'bigdata')).match(/\/record\/\d+/g)).size,
  },
  {
    storage: 'hbase',
    service: 'hbase+documented',
    settings: (variables) => ({
      'hbase.zookeeper.quorum': variables['WEIR_HBASE_QUORUM'] ?? '',
      'hbase.zookeeper.property.clientPort': variables['WEIR_HBASE_PORT'] ?? '',
    }),
    count: async (server) => new Set((await server.client('scan', 'record')).match(/\/record\/\d+/g)).size,
  },
  {
    storage: 'hdfs',
    service: 'hdfs+documented',
    settings: (variables) => ({
      'hdfs.namenode': variables['WEIR_HDFS_NAMENODE'] ?? '',
      // The RPC port that the document names says nothing about the HTTP port, which is 9870 unless it was changed.
      'hdfs.httpAddress': variables['WEIR_HDFS_HTTP'] ?? '',
    }),
    count: async (server) =>
      new Set((await server.client('dfs', '-cat', '/http/failover/record/*/*')).match(/\/record\/\d+/g)).size,
  },
];

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceInstance } from '../../services/service-instance.js';
import { DefaultWebPort } from './default-web-port.js';

type Variables = Readonly<Record<string, string>>;

/** The way to a server. */
export interface Reached {
  readonly settings: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

function directly(settings: Reached['settings']): Promise<Reached> {
  return Promise.resolve({ settings, close: () => Promise.resolve() });
}

/** One storage of the connector document and the server that stands behind it in the rig. */
export interface DocumentedStore {
  readonly storage: 'mysql' | 'kafka' | 'hbase' | 'hdfs';
  /** Service of the rig. */
  readonly service: string;
  /** What of the document's configuration has to be changed: host, port and credentials, below `http.sink.failover`. */
  reach(variables: Variables): Promise<Reached>;
  /** Stores `url` as StreamPark does, by the server's own client, in a place that is not there yet. */
  writeAsStreamPark(server: ServiceInstance, url: string): Promise<unknown>;
  /** How many letters the server's own client counts. */
  count(server: ServiceInstance): Promise<number>;
}

const document = readFileSync(join(__dirname, '../../examples/http-connector/application.yml'), 'utf8');

/** The document's configuration as it stands, with `storage` set to `store`; the rest of the changes are parameters. */
export function documentedConfiguration({ storage }: DocumentedStore): string {
  return document.replace('storage: mysql', `storage: ${storage}`);
}

/** 2023-11-14T22:13:20Z */
const writtenAt = 1_700_000_000_000;

function lastNumber(output: string): number {
  return Number(/(\d+)\s*$/.exec(output)?.[1]);
}

export const documentedStores: readonly DocumentedStore[] = [
  {
    storage: 'mysql',
    service: 'mariadb+documented',
    reach(variables) {
      const url = new URL(variables['WEIR_MYSQL_URL'] ?? '');
      return directly({
        'jdbc.jdbcUrl': `jdbc:mysql://${url.host}/test`,
        'jdbc.username': url.username,
        'jdbc.password': decodeURIComponent(url.password),
      });
    },
    writeAsStreamPark: (server, url) =>
      server.client(
        'test',
        '-e',
        `create table record (\`values\` text, \`timestamp\` bigint); insert into record values ('${url}', ${writtenAt})`,
      ),
    count: async (server) =>
      lastNumber(await server.client('test', '-N', '-e', 'select count(distinct `values`) from record')),
  },
  {
    storage: 'kafka',
    service: 'kafka+documented',
    reach: (variables) => directly({ 'kafka.bootstrap.servers': variables['WEIR_KAFKA_BOOTSTRAP'] ?? '' }),
    writeAsStreamPark: (server, url) =>
      server.client('produce', 'bigdata', `\n{\n"values":[ "${url}" ],\n"timestamp":${writtenAt}\n}\n`),
    count: async (server) => new Set((await server.client('dump', 'bigdata')).match(/\/record\/\d+/g)).size,
  },
  {
    storage: 'hbase',
    service: 'hbase+documented',
    reach: (variables) =>
      directly({
        'hbase.zookeeper.quorum': variables['WEIR_HBASE_QUORUM'] ?? '',
        'hbase.zookeeper.property.clientPort': variables['WEIR_HBASE_PORT'] ?? '',
      }),
    async writeAsStreamPark(server, url) {
      const row = '\\x7F\\xFF\\xFEt0\\x1A\\x97\\xFF';
      await server.client('create', 'record', 'cf');
      await server.client('put', 'record', row, 'cf:values', url);
      await server.client('put', 'record', row, 'cf:timestamp', '\\x00\\x00\\x01\\x8B\\xCF\\xE5h\\x00');
    },
    count: async (server) => new Set((await server.client('scan', 'record')).match(/\/record\/\d+/g)).size,
  },
  {
    storage: 'hdfs',
    service: 'hdfs+documented',
    async reach(variables) {
      const web = await DefaultWebPort.open(variables['WEIR_HDFS_HTTP'] ?? '');
      const { port } = new URL(variables['WEIR_HDFS_NAMENODE'] ?? '');
      return { settings: { 'hdfs.namenode': `hdfs://${web.host}:${port}` }, close: () => web.close() };
    },
    async writeAsStreamPark(server, url) {
      const folder = mkdtempSync(join(tmpdir(), 'weir-streampark-'));
      const name = `${writtenAt}_${'0a'.repeat(16)}`;
      writeFileSync(join(folder, name), `${url}\n`);
      await server.client('dfs', '-mkdir', '-p', '/http/failover/record/2023-11-14');
      await server.client('dfs', '-put', join(folder, name), '/http/failover/record/2023-11-14/');
      await server.client('dfs', '-chown', '-R', 'benjobs', '/http/failover');
      rmSync(folder, { recursive: true });
    },
    count: async (server) =>
      new Set((await server.client('dfs', '-cat', '/http/failover/record/*/*')).match(/\/record\/\d+/g)).size,
  },
];

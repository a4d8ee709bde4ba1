import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rig = fileURLToPath(new URL('../../services/run.mjs', import.meta.url));

/** What `http.sink.failover` says for each store, by the variables of its server in the rig; `place` is new each time. */
const settings = {
  file: (_, place) => ({ 'file.path': mkdtempSync(join(tmpdir(), `weir-bench-${place}-`)) }),
  mysql: ({ WEIR_MYSQL_URL }, place) => ({ table: place, 'jdbc.jdbcUrl': WEIR_MYSQL_URL }),
  kafka: ({ WEIR_KAFKA_BOOTSTRAP }, place) => ({
    'kafka.topic': place,
    'kafka.bootstrap.servers': WEIR_KAFKA_BOOTSTRAP,
  }),
  hdfs: ({ WEIR_HDFS_WEBHDFS, WEIR_HDFS_USER, WEIR_HDFS_PATH }, place) => ({
    table: place,
    'hdfs.namenode': WEIR_HDFS_WEBHDFS,
    'hdfs.user': WEIR_HDFS_USER,
    'hdfs.path': WEIR_HDFS_PATH,
  }),
  hbase: ({ WEIR_HBASE_QUORUM, WEIR_HBASE_PORT }, place) => ({
    table: place,
    'hbase.zookeeper.quorum': WEIR_HBASE_QUORUM,
    'hbase.zookeeper.property.clientPort': WEIR_HBASE_PORT,
  }),
};

const services = { mysql: 'mariadb', kafka: 'kafka', hdfs: 'hdfs', hbase: 'hbase' };

export const storeNames = Object.keys(settings);

function runRig(...words) {
  return execFileSync(process.execPath, [rig, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Starts the server of `store`, an instance of its own, and gives its variables. */
export function startServer(store) {
  return store in services ? JSON.parse(runRig(`${services[store]}+bench`, 'start', '--fresh', '--json')) : {};
}

export function stopServer(store) {
  if (store in services) runRig(`${services[store]}+bench`, 'stop');
}

/** The configuration of a job whose letters go to a new place of `store`. */
export function configurationOf(store, variables) {
  const place = `bench${process.hrtime.bigint()}`;
  const own = Object.entries({ storage: store, ...settings[store](variables, place) });
  return Object.fromEntries(own.map(([key, value]) => [`http.sink.failover.${key}`, value]));
}

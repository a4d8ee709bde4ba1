import { flinkCluster } from './flink-cluster/flink-cluster.mjs';
import { flink } from './flink/flink.mjs';
import { hbase } from './hbase/hbase.mjs';
import { hdfs } from './hdfs/hdfs.mjs';
import { kafka } from './kafka/kafka.mjs';
import { mariadb } from './mariadb/mariadb.mjs';
import { prism } from './prism/prism.mjs';

/**
 * The services by name. A service is an object of
 *
 * - `portNames`: one free port is chosen for each and kept as long as the instance exists,
 * - `movablePortNames`: those that `restart --move` chooses anew, when the service has any,
 * - `readyLine`: the line of the server's own log that says it takes requests,
 * - `startWithinMs`, `stopWithinMs`: after these a start has failed, and a stop becomes a kill,
 * - `fetch(instance)`: gets or builds the program, unless it is there; nothing when it needs none of its own,
 * - `prepare(instance)`: writes the configuration, creates the data when there is none; nothing when it needs neither,
 * - `jarsOf`: the service whose jars it runs, when not its own,
 * - `serverCommand(instance)` and `clientCommand(instance, args)`: `{ file, args, env? }`,
 * - `environment(instance)`: the variables that tell a test how to reach it; names are the same for every version.
 */
export const catalogue = {
  kafka,
  hdfs,
  hbase,
  mariadb,
  prism,
  flink,
  'flink-cluster': flinkCluster,
};

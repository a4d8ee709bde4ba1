import { join } from 'node:path';

import { writeConfig } from '../rig/config-file.mjs';
import { fetchJars } from '../rig/jars.mjs';
import { javaCommand } from '../rig/java-command.mjs';

const here = import.meta.dirname;

// What Java's modules hide and HBase reaches into: the list of its own start script.
const opened = [
  ...['java.lang', 'java.lang.reflect', 'java.net', 'java.nio', 'java.util', 'java.util.concurrent'],
  ...['java.util.concurrent.atomic', 'sun.nio.ch'],
].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
const exported = ['java.base/jdk.internal.misc', 'java.security.jgss/sun.security.krb5'].map(
  (name) => `--add-exports=${name}=ALL-UNNAMED`,
);
const netty = '-Dorg.apache.hbase.thirdparty.io.netty.tryReflectionSetAccessible=true';

/** Apache HBase: ZooKeeper, master and one region server in one JVM, data in the local file system. */
export const hbase = {
  portNames: ['zookeeper', 'master', 'region'],
  movablePortNames: ['master', 'region'],
  readyLine: /Master has completed initialization/,
  startWithinMs: 150_000,
  // Its ZooKeeper may end before the region server, which then waits half a minute for it. SIGKILL loses nothing:
  // every acknowledged put is in the write-ahead log.
  stopWithinMs: 5_000,

  fetch: fetchJars,

  async prepare(instance) {
    for (const file of ['hbase-site.xml', 'log4j.properties']) {
      writeConfig(join(here, file), configFolder(instance), configValues(instance));
    }
  },

  serverCommand(instance) {
    return javaCommand(instance, {
      flags: ['-Xms128m', '-Xmx512m', '-XX:MaxDirectMemorySize=256m', ...opened, ...exported, netty],
      classpath: [configFolder(instance)],
      main: 'org.apache.hadoop.hbase.master.HMaster',
      args: ['start'],
    });
  },

  clientCommand(instance, args) {
    return javaCommand(instance, {
      flags: [...opened, '-Dweir.log.level=ERROR'],
      classpath: [configFolder(instance)],
      main: join(here, 'HbaseClient.java'),
      args,
    });
  },

  environment(instance) {
    return {
      WEIR_HBASE_QUORUM: '127.0.0.1',
      WEIR_HBASE_PORT: String(instance.ports.zookeeper),
    };
  },
};

function configValues(instance) {
  const { zookeeper, master, region } = instance.ports;
  return {
    ZOOKEEPER_PORT: zookeeper,
    MASTER_PORT: master,
    REGION_PORT: region,
    DATA: join(instance.folder, 'data'),
  };
}

function configFolder(instance) {
  return join(instance.folder, 'conf');
}

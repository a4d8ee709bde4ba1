import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { certificateFiles, createCertificates, KEY_STORE_PASSWORD } from '../rig/certificates.mjs';
import { writeConfig } from '../rig/config-file.mjs';
import { fetchJars } from '../rig/jars.mjs';
import { javaCommand } from '../rig/java-command.mjs';

const here = import.meta.dirname;
const configFiles = ['core-site.xml', 'hdfs-site.xml', 'ssl-server.xml', 'log4j.properties'];
const asSuperuser = { HADOOP_USER_NAME: 'hdfs' };
const clientClasses = {
  dfs: 'org.apache.hadoop.fs.FsShell',
  dfsadmin: 'org.apache.hadoop.hdfs.tools.DFSAdmin',
};

/** Apache Hadoop HDFS: name node, data node, and WebHDFS over HTTP and HTTPS. */
export const hdfs = {
  portNames: ['rpc', 'http', 'https', 'data', 'dataIpc', 'dataHttp', 'dataHttps'],
  readyLine: /^HDFS is ready$/m,
  startWithinMs: 90_000,
  stopWithinMs: 15_000,

  fetch: fetchJars,

  async prepare(instance) {
    await createCertificates(instance);
    for (const file of configFiles) writeConfig(join(here, file), configFolder(instance), configValues(instance));
    // The servers look for the folders of their web pages, which only the full distribution has.
    for (const pages of ['hdfs', 'datanode', 'static']) {
      mkdirSync(join(configFolder(instance), 'webapps', pages), { recursive: true });
    }
  },

  serverCommand: (instance) => hadoopCommand(instance, { main: join(here, 'HdfsServer.java') }),

  /** As Hadoop's command `hdfs`: `dfs -ls /http`, `dfsadmin -safemode enter`. */
  clientCommand(instance, [tool, ...args]) {
    const main = clientClasses[tool];
    if (!main) throw new Error(`the client of hdfs takes ${Object.keys(clientClasses).join(' or ')} first`);
    return hadoopCommand(instance, { main, args, flags: ['-Dweir.log.level=ERROR'] });
  },

  environment(instance) {
    const { rpc, http, https } = instance.ports;
    return {
      WEIR_HDFS_NAMENODE: `hdfs://127.0.0.1:${rpc}`,
      WEIR_HDFS_HTTP: `http://127.0.0.1:${http}`,
      WEIR_HDFS_WEBHDFS: `webhdfs://127.0.0.1:${http}`,
      WEIR_HDFS_SWEBHDFS: `swebhdfs://127.0.0.1:${https}`,
      WEIR_HDFS_CA: certificateFiles(instance).ca,
      WEIR_HDFS_USER: 'benjobs',
      WEIR_HDFS_PATH: '/http',
      WEIR_HDFS_FULL_PATH: '/full',
    };
  },
};

function hadoopCommand(instance, { main, args, flags = [] }) {
  const command = javaCommand(instance, {
    flags: ['-Xms64m', '-Xmx384m', '--add-opens=java.base/java.lang=ALL-UNNAMED', ...flags],
    classpath: [configFolder(instance)],
    main,
    args,
  });
  return { ...command, env: asSuperuser };
}

function configValues(instance) {
  const { rpc, http, https, data, dataIpc, dataHttp, dataHttps } = instance.ports;
  return {
    RPC_PORT: rpc,
    HTTP_PORT: http,
    HTTPS_PORT: https,
    DATA_PORT: data,
    DATA_IPC_PORT: dataIpc,
    DATA_HTTP_PORT: dataHttp,
    DATA_HTTPS_PORT: dataHttps,
    DATA: join(instance.folder, 'data'),
    KEY_STORE: certificateFiles(instance).keyStore,
    KEY_STORE_PASSWORD,
  };
}

function configFolder(instance) {
  return join(instance.folder, 'conf');
}

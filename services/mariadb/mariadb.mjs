import { userInfo } from 'node:os';
import { join } from 'node:path';

import { certificateFiles, createCertificates } from '../rig/certificates.mjs';
import { writeConfig } from '../rig/config-file.mjs';
import { requireProgram } from '../rig/debian-packages.mjs';
import { fillFolder } from '../rig/fill-folder.mjs';
import { runProgram } from '../rig/run-program.mjs';

const SERVER = '/usr/sbin/mariadbd';

/** MariaDB from Debian's packages, for MySQL's protocol; its users are in `users.sql`. */
export const mariadb = {
  portNames: ['mysql'],
  readyLine: /ready for connections/,
  startWithinMs: 60_000,
  stopWithinMs: 30_000,

  fetch: () => requireProgram(SERVER, ['mariadb-server-core', 'mariadb-client-core']),

  async prepare(instance) {
    await createCertificates(instance);
    await fillFolder(dataFolder(instance), createDatabase);
    writeConfig(join(import.meta.dirname, 'users.sql'), instance.folder, {});
  },

  serverCommand(instance) {
    const { certificate, key } = certificateFiles(instance);
    return {
      file: SERVER,
      args: [
        ...['--no-defaults', `--user=${userInfo().username}`, `--datadir=${dataFolder(instance)}`],
        ...['--bind-address=127.0.0.1', `--port=${instance.ports.mysql}`, '--skip-name-resolve'],
        // Relative to the data folder: the whole path of a Unix socket may not be longer than 107 bytes.
        ...['--socket=server.sock', `--init-file=${join(instance.folder, 'users.sql')}`],
        ...[`--ssl-cert=${certificate}`, `--ssl-key=${key}`],
        ...['--innodb-buffer-pool-size=32M', '--innodb-log-file-size=8M', '--performance-schema=OFF'],
      ],
    };
  },

  clientCommand: (instance, args) => ({
    file: 'mariadb',
    args: ['--no-defaults', '-h127.0.0.1', `-P${instance.ports.mysql}`, '-uroot', '-proot-secret', ...args],
  }),

  environment(instance) {
    const urlFor = (user) => `mysql://${user}:${user}-secret@127.0.0.1:${instance.ports.mysql}`;
    return {
      WEIR_MYSQL_URL: `${urlFor('weir')}/weir`,
      WEIR_MYSQL_ADMIN_URL: `${urlFor('root')}/weir`,
      WEIR_MYSQL_READER_URL: `${urlFor('reader')}/weir`,
      WEIR_MYSQL_STRANGER_URL: `${urlFor('stranger')}/weir`,
      WEIR_MYSQL_TLS_URL: `${urlFor('tls')}/weir`,
      WEIR_MYSQL_CA: certificateFiles(instance).ca,
    };
  },
};

function createDatabase(folder) {
  // Named from within: the script does not quote the path that it is given.
  const args = ['--no-defaults', '--datadir=.', `--user=${userInfo().username}`, '--skip-test-db'];
  return runProgram('mariadb-install-db', [...args, '--auth-root-authentication-method=normal'], { cwd: folder });
}

function dataFolder(instance) {
  return join(instance.folder, 'data');
}

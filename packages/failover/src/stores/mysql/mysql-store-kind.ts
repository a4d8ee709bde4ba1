import { integer, key } from '@weir/core';
import { z } from 'zod';
import type { StoreKind } from '../store-kind.js';
import { parseJdbcUrl, sslModes } from './jdbc-url.js';
import { MysqlStore } from './mysql-store.js';

const jdbcUrl = z.string().transform((text, context) => {
  const url = parseJdbcUrl(text);
  if (url !== undefined) return url;
  context.addIssue('not a URL of one MySQL server');
  return z.NEVER;
});

const mysqlKeys = {
  'jdbc.jdbcUrl': key(jdbcUrl, {
    expected: `jdbc:mysql://host:port/database, of one host, with sslMode, when it is given, one of ${sslModes.join(', ')}`,
    doc: 'Server and database of the MySQL store, as a JDBC URL; sslMode, useSSL, requireSSL and socketTimeout count.',
    aliases: ['mysql.jdbcUrl'],
  }),
  'jdbc.username': key(z.string().optional(), {
    expected: 'a user name',
    doc: 'User of the MySQL store; the one in the URL when it is not set, and else root.',
    aliases: ['mysql.username'],
  }),
  'jdbc.password': key(z.string().optional(), {
    expected: 'a password',
    doc: 'Password of the MySQL store; the one in the URL when it is not set.',
    aliases: ['mysql.password'],
  }),
  'jdbc.maximumPoolSize': key(integer(1, 100), {
    expected: 'a whole number from 1 to 100',
    doc: 'Connections that the MySQL store keeps at most, for each subtask.',
    default: '3',
    aliases: ['mysql.maximumPoolSize'],
  }),
  'jdbc.connectionTimeout': key(integer(250, 600_000), {
    expected: 'a whole number from 250 to 600000',
    doc: 'How long the MySQL store waits for a connection to be made; milliseconds.',
    default: '8000',
    aliases: ['mysql.connectionTimeout'],
  }),
  'jdbc.sslCa': key(z.string().trim().min(1).optional(), {
    expected: 'a path',
    doc: 'PEM file with the certificates of the authorities that the MySQL store trusts.',
    aliases: ['mysql.sslCa'],
  }),
} as const;

/** The other properties of HikariCP's configuration, which StreamPark passes on. */
const ignoredKeys = [
  ...['alias', 'allowPoolSuspension', 'autoCommit', 'catalog', 'connectionInitSql', 'connectionTestQuery'],
  ...['dataSourceClassName', 'dataSourceJNDI', 'driverClassName', 'exceptionOverrideClassName', 'idleTimeout'],
  ...['initializationFailTimeout', 'isolateInternalQueries', 'keepaliveTime', 'leakDetectionThreshold', 'maxLifetime'],
  ...['minimumIdle', 'poolName', 'readOnly', 'registerMbeans', 'schema', 'transactionIsolation', 'validationTimeout'],
];

/** `storage: mysql`: rows in a table of MySQL or MariaDB. */
export const mysqlStoreKind: StoreKind<typeof mysqlKeys> = {
  blocks: ['jdbc', 'mysql'],
  keys: mysqlKeys,
  ignoredKeys,
  create(table, options, { clock, logger }) {
    const server = options['jdbc.jdbcUrl'];
    const caPath = options['jdbc.sslCa'];
    if (server.ignored.length > 0) {
      logger.info(`These parameters of failover.jdbc.jdbcUrl have no meaning here: ${server.ignored.join(', ')}`);
    }
    return new MysqlStore({
      // As in StreamPark, where a name may have the database of something else before it.
      table: table.slice(table.lastIndexOf('.') + 1),
      server,
      username: options['jdbc.username'] ?? server.username ?? 'root',
      password: options['jdbc.password'] ?? server.password ?? '',
      poolSize: options['jdbc.maximumPoolSize'],
      connectTimeoutMs: options['jdbc.connectionTimeout'],
      socketTimeoutMs: server.socketTimeoutMs ?? 30_000,
      ...(caPath !== undefined && { caPath }),
      clock,
      logger,
    });
  },
};

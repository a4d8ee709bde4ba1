import { WeirError, type Clock } from '@weir/core';
import type { Knex } from 'knex';
import type { Pool, SslOptions } from 'mysql2';
import { readFile } from 'node:fs/promises';
import { connect, isIP, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { loadDriver } from '../load-driver.js';
import type { JdbcUrl } from './jdbc-url.js';
import { isTransient, storeUnavailable } from './mysql-errors.js';
import { retryTransient } from '../retry-transient.js';

/** How to reach the server. */
export interface ConnectionOptions {
  readonly server: Pick<JdbcUrl, 'host' | 'port' | 'database' | 'sslMode'>;
  readonly username: string;
  readonly password: string;
  readonly poolSize: number;
  readonly connectTimeoutMs: number;
  /** How long a server may keep silent that owes an answer. */
  readonly socketTimeoutMs: number;
  /** PEM file with the authorities to trust. */
  readonly caPath?: string;
  readonly clock: Clock;
}

interface OpenPool {
  readonly knex: Knex;
  readonly pool: Pool;
}

/** Lost connections are made again for so long; with the time of the last attempt an error comes within 10 s. */
const giveUpAfterMs = 6_000;

/**
 * Quotes and backslashes mean the same on every server then, as the driver's escaping expects, and a value that does not
 * fit is refused instead of cut.
 */
const sessionMode = "set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";

/** A pool of connections to one MySQL or MariaDB server, made on first use. */
export class MysqlConnection {
  /** For messages: `host:port/database`. */
  readonly place: string;
  readonly #options: ConnectionOptions;
  #open: Promise<OpenPool> | undefined;

  constructor(options: ConnectionOptions) {
    const { host, port, database } = options.server;
    this.place = `${host}:${port}/${database}`;
    this.#options = options;
  }

  /**
   * Runs `work`, and again when the connection was lost under it: it must do no harm when it is run twice.
   *
   * @param action completes "the letters cannot be …", for the message
   * @throws LETTER_STORE_UNAVAILABLE, LETTER_STORE_DRIVER_MISSING
   */
  async run<T>(action: string, work: (knex: Knex) => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    try {
      return await retryTransient(() => this.#runOnce(work), { clock, giveUpAfterMs, isTransient });
    } catch (error) {
      throw storeUnavailable(action, this.place, error);
    }
  }

  /** As {@link run}, but reports a lost connection at once. */
  async runOnce<T>(action: string, work: (knex: Knex) => Promise<T>): Promise<T> {
    try {
      return await this.#runOnce(work);
    } catch (error) {
      throw storeUnavailable(action, this.place, error);
    }
  }

  async close(): Promise<void> {
    const open = await this.#open?.catch(() => undefined);
    if (open !== undefined) await endPool(open.pool);
  }

  async #runOnce<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    this.#open ??= this.#openPool().catch((error: unknown) => {
      this.#open = undefined;
      throw error;
    });
    return work((await this.#open).knex);
  }

  /** Connector/J's default is to prefer TLS, and to do without when the server has none. */
  async #openPool(): Promise<OpenPool> {
    const { sslMode = this.#options.caPath === undefined ? 'PREFERRED' : 'VERIFY_IDENTITY' } = this.#options.server;
    if (sslMode === 'DISABLED') return this.#createPool(undefined);
    if (sslMode === 'VERIFY_IDENTITY' && isIP(this.#options.server.host) !== 0) throw addressHasNoIdentity(this.place);
    const ca = this.#options.caPath === undefined ? undefined : await readFile(this.#options.caPath, 'utf8');
    const secure = await this.#createPool({
      ...(ca !== undefined && { ca }),
      rejectUnauthorized: sslMode === 'VERIFY_CA' || sslMode === 'VERIFY_IDENTITY',
      verifyIdentity: sslMode === 'VERIFY_IDENTITY',
    });
    if (sslMode !== 'PREFERRED') return secure;
    try {
      await secure.knex.raw('select 1');
      return secure;
    } catch (error) {
      await endPool(secure.pool);
      if ((error as { code?: string }).code !== 'HANDSHAKE_NO_SSL_SUPPORT') throw error;
      return this.#createPool(undefined);
    }
  }

  async #createPool(ssl: SslOptions | undefined): Promise<OpenPool> {
    const { server, username, password, poolSize, connectTimeoutMs } = this.#options;
    const [mysql, { default: knex }] = await loadDriver('mysql', 'knex mysql2', () =>
      Promise.all([import('mysql2'), import('knex')]),
    );
    const pool = mysql.createPool({
      host: server.host,
      database: server.database,
      user: username,
      password,
      charset: 'utf8mb4',
      connectionLimit: poolSize,
      connectTimeout: connectTimeoutMs,
      stream: () => this.#connectSocket(),
      ...(ssl !== undefined && { ssl }),
    });
    pool.on('connection', (connection) => {
      connection.query(sessionMode, (error) => {
        if (error !== null) connection.destroy();
      });
    });
    const silent = { warn: ignore, error: ignore, deprecate: ignore, debug: ignore };
    return { pool, knex: knex({ client: 'mysql2', connectionPool: pool as Knex.MySQLPoolLike, log: silent }) };
  }

  #connectSocket(): Socket {
    const { server, socketTimeoutMs } = this.#options;
    const socket = connect(server.port, server.host);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    socket.setTimeout(socketTimeoutMs, () => {
      socket.destroy(Object.assign(new Error(`no answer within ${socketTimeoutMs} ms`), { code: 'ETIMEDOUT' }));
    });
    return socket;
  }
}

/** mysql2 would compare the certificate with "localhost". */
function addressHasNoIdentity(place: string): WeirError {
  return new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `The certificate of ${place} cannot be compared with an IP address. ` +
      'Write the host’s name in failover.jdbc.jdbcUrl, or set sslMode=VERIFY_CA there.',
    { details: { place } },
  );
}

/** The drivers' own log: what is in it comes as an error too. */
function ignore(): void {
  return undefined;
}

async function endPool(pool: Pool): Promise<void> {
  await promisify((callback: (error: unknown) => void) => {
    pool.end(callback);
  })();
}

import { type Address, formatAddress } from '../address.js';
import type { HBaseError } from '../errors.js';
import type { RpcMethod, ServiceName } from '../protocol/methods.js';
import { openSocket } from './open-socket.js';
import { RpcConnection, type RpcSettings } from './rpc-connection.js';

/** What the pool needs to open connections. */
export interface PoolSettings extends RpcSettings {
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** At most one connection for each server and service, opened when it is first needed and again when it has ended. */
export class ConnectionPool {
  readonly #settings: PoolSettings;
  /** Those that live or are being opened; one that ends, or cannot be opened, leaves. */
  readonly #connections = new Map<string, Promise<RpcConnection>>();

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /**
   * Sends one call to a server.
   *
   * @param priority - a level of HBase's `HConstants`, e.g. 200 for `hbase:meta`; normal when absent
   * @throws HBaseError see {@link RpcConnection.call} and {@link openSocket}
   */
  async call<Request, Response>(
    server: Address,
    method: RpcMethod<Request, Response>,
    request: Request,
    priority?: number,
  ): Promise<Response> {
    const connection = await this.#connection(server, method.service);
    return connection.call(method, request, priority);
  }

  /** Ends every connection. */
  async close(reason: HBaseError): Promise<void> {
    const opened = await Promise.allSettled(this.#connections.values());
    for (const connection of opened) if (connection.status === 'fulfilled') connection.value.end(reason);
  }

  #connection(server: Address, service: ServiceName): Promise<RpcConnection> {
    const key = `${service}@${formatAddress(server)}`;
    const known = this.#connections.get(key);
    if (known) return known;
    const opening = this.#open(server, service, () => {
      this.#connections.delete(key);
    });
    this.#connections.set(key, opening);
    return opening;
  }

  async #open(server: Address, service: ServiceName, forget: () => void): Promise<RpcConnection> {
    const { connectTimeoutMs, signal } = this.#settings;
    try {
      const socket = await openSocket(server, connectTimeoutMs, signal);
      const name = `HBase server ${formatAddress(server)}`;
      return new RpcConnection(socket, { name, service, onEnd: forget }, this.#settings);
    } catch (error) {
      forget();
      throw error;
    }
  }
}

import type { WeirError } from '@weir/core';
import type { HBaseClient, Row, ScanRange } from '@weir/hbase-client';
import { storeClosed } from '../store-closed.js';
import { isMissingTable, isTransient, storeUnavailable } from './hbase-errors.js';

/** How to reach the cluster; see the options of `HBaseClient`. */
export interface ConnectionOptions {
  /** ZooKeeper hosts, comma-separated, each `host` or `host:port`. */
  readonly quorum: string;
  readonly clientPort: number;
  readonly znodeParent: string;
  readonly user?: string;
  readonly rpcTimeoutMs: number;
  readonly maxCellBytes: number;
  /** How long an operation of a cluster that has answered before is tried. */
  readonly operationTimeoutMs: number;
}

/** A cluster that does not answer at first is a wrong address rather than a restart: an error comes within 10 s. */
const firstContactMs = 8_000;

/**
 * Connection to one HBase cluster, made on first use: the client is loaded then, too.
 *
 * Until the cluster has answered, every operation fails fast. From then on operations have all of their time, which may be
 * long enough for a restart; when one was over it, the cluster must answer again first.
 */
export class HBaseConnection {
  /** For messages, as HBase writes the key of a cluster: `quorum:clientPort:znodeParent`. */
  readonly place: string;
  readonly #options: ConnectionOptions;
  #contact: Promise<void> | undefined;
  #client: Promise<HBaseClient> | undefined;
  #isClosed = false;

  constructor(options: ConnectionOptions) {
    const { quorum, clientPort, znodeParent } = options;
    this.place = `${quorum}:${clientPort}:${znodeParent}`;
    this.#options = options;
  }

  /** @param action completes "the letters cannot be …", for the message. @throws LETTER_STORE_UNAVAILABLE */
  async run<T>(action: string, work: (client: HBaseClient) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (error) {
      throw this.#failed(action, error);
    }
  }

  /** As {@link run}, but with a connection of its own and without patience. */
  async runFast(action: string, work: (client: HBaseClient) => Promise<void>): Promise<void> {
    try {
      await this.#tryFast(work);
    } catch (error) {
      throw storeUnavailable(action, this.place, error);
    }
  }

  /** Every row of `table`; none when it does not exist. @throws LETTER_STORE_UNAVAILABLE */
  async *scan(action: string, table: string, range: ScanRange = {}): AsyncGenerator<Row> {
    try {
      yield* (await this.#open()).scan(table, range);
    } catch (error) {
      if (!isMissingTable(error)) throw this.#failed(action, error);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const [client] = await Promise.allSettled([this.#client]);
    if (client.status === 'fulfilled') await client.value?.close();
  }

  async #open(): Promise<HBaseClient> {
    this.#contact ??= this.#tryFast(lookAround).catch((error: unknown) => {
      this.#contact = undefined;
      throw error;
    });
    await this.#contact;
    // Somebody may still be reading.
    if (this.#isClosed) throw storeClosed(this.place);
    this.#client ??= this.#createClient(this.#options.operationTimeoutMs);
    return this.#client;
  }

  #failed(action: string, error: unknown): WeirError {
    if (isTransient(error)) this.#contact = undefined;
    return storeUnavailable(action, this.place, error);
  }

  async #tryFast(work: (client: HBaseClient) => Promise<void>): Promise<void> {
    const client = await this.#createClient(Math.min(firstContactMs, this.#options.operationTimeoutMs));
    try {
      await work(client);
    } finally {
      await client.close();
    }
  }

  async #createClient(operationTimeoutMs: number): Promise<HBaseClient> {
    const { HBaseClient } = await import('@weir/hbase-client');
    return new HBaseClient({ ...this.#options, operationTimeoutMs });
  }
}

/** Asks ZooKeeper and the server that has `hbase:meta`. */
async function lookAround(client: HBaseClient): Promise<void> {
  await client.tableExists('hbase:meta');
}

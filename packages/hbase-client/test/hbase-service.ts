import { randomUUID } from 'node:crypto';
import { ServiceInstance } from '../../../services/service-instance.js';
import { HBaseClient } from '../src/client/hbase-client.js';
import type { HBaseOptionsInput } from '../src/options.js';

/** For what is not about time: the machine may be busy with other servers. */
const patience = { connectTimeoutMs: 20_000, rpcTimeoutMs: 30_000, operationTimeoutMs: 120_000 };

/** An HBase of the rig with nothing in it. */
export class HBaseService {
  readonly server: ServiceInstance;
  readonly #clients: HBaseClient[] = [];
  #quorum = '';
  #clientPort = 0;

  constructor(reference: string) {
    this.server = new ServiceInstance(reference);
  }

  async start(): Promise<void> {
    const { WEIR_HBASE_QUORUM, WEIR_HBASE_PORT } = await this.server.start({ fresh: true });
    if (!WEIR_HBASE_QUORUM || !WEIR_HBASE_PORT) throw new Error('the rig does not say where HBase is');
    this.#quorum = WEIR_HBASE_QUORUM;
    this.#clientPort = Number(WEIR_HBASE_PORT);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.server.stop();
  }

  /** What a client needs to find it. */
  get address(): { readonly quorum: string; readonly clientPort: number } {
    return { quorum: this.#quorum, clientPort: this.#clientPort };
  }

  /** A patient client that is closed at the latest when the service is stopped. */
  connect(options: Partial<HBaseOptionsInput> = {}): HBaseClient {
    const client = new HBaseClient({ ...this.address, ...patience, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Counts with the Java client. */
  async countRows(table: string): Promise<number> {
    return Number(await this.server.client('count', table));
  }
}

export function newTableName(): string {
  return `t_${randomUUID().replaceAll('-', '')}`;
}

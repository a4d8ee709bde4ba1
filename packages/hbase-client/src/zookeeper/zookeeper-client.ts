import { type Address, formatAddress } from '../address.js';
import { FATAL, HBaseError, RETRY } from '../errors.js';
import { type ReadLimits, readZNode } from './read-znode.js';

/** `KeeperException.Code` */
const NO_NODE = -101;
const NO_AUTH = -102;

/** Reads nodes from a quorum: each host is asked in turn, beginning with the one that answered last. */
export class ZooKeeperClient {
  readonly #limits: ReadLimits;
  #hostsToAsk: readonly Address[];

  constructor(quorum: readonly Address[], limits: ReadLimits) {
    this.#hostsToAsk = quorum;
    this.#limits = limits;
  }

  /**
   * Reads a node's bytes.
   *
   * @throws HBaseError `HBASE_ZOOKEEPER_UNREACHABLE` when no host answers, `HBASE_ZNODE_MISSING`, `HBASE_ACCESS_DENIED`
   */
  async read(path: string): Promise<Buffer> {
    const failures: string[] = [];
    for (const host of this.#hostsToAsk) {
      const reading = await readZNode(host, path, this.#limits).catch((error: unknown) => {
        failures.push(`${formatAddress(host)}: ${describe(error)}`);
        return undefined;
      });
      if (!reading) continue;
      this.#hostsToAsk = [host, ...this.#hostsToAsk.filter((other) => other !== host)];
      if (reading.kind === 'error') throw readError(reading.error, path, host);
      return reading.data;
    }
    throw new HBaseError({
      code: 'HBASE_ZOOKEEPER_UNREACHABLE',
      message:
        `no ZooKeeper host of the quorum answered (${failures.join('; ')}); ` +
        'check zookeeper.quorum and zookeeper.property.clientPort (a ZooKeeper that demands TLS or SASL is not supported)',
      retry: RETRY,
    });
  }
}

function readError(error: number, path: string, host: Address): HBaseError {
  const at = `ZooKeeper ${formatAddress(host)}`;
  if (error === NO_NODE) {
    return new HBaseError({
      code: 'HBASE_ZNODE_MISSING',
      message: `${at} has no node ${path}: HBase is not running there, or zookeeper.znode.parent is another`,
      retry: RETRY,
    });
  }
  return new HBaseError({
    code: error === NO_AUTH ? 'HBASE_ACCESS_DENIED' : 'HBASE_PROTOCOL',
    message: `${at} refuses to read ${path} (ZooKeeper error ${error})`,
    retry: error === NO_AUTH ? FATAL : RETRY,
  });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // one attempt on each address of a name that has several: the parts say more than the sum
  return error instanceof AggregateError ? error.errors.map(describe).join(', ') : error.message;
}

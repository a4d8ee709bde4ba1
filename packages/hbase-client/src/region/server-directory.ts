import type { Address } from '../address.js';
import { type MessageCodec, messageCodec } from '../protocol/message-codec.js';
import type { ServerName } from '../protocol/messages.js';
import type { ZooKeeperClient } from '../zookeeper/zookeeper-client.js';
import { unwrapZNode } from '../zookeeper/znode-payload.js';

const metaRegionServer = messageCodec<{ readonly server: ServerName }>('MetaRegionServer');
const activeMaster = messageCodec<{ readonly master: ServerName }>('Master');

/** Where the two servers are that every look-up begins with, as ZooKeeper tells it. */
export class ServerDirectory {
  readonly #zookeeper: ZooKeeperClient;
  readonly #znodeParent: string;
  #metaServer: Promise<Address> | undefined;

  constructor(zookeeper: ZooKeeperClient, znodeParent: string) {
    this.#zookeeper = zookeeper;
    this.#znodeParent = znodeParent;
  }

  /** The region server that has `hbase:meta`: asked once, however many wait for it, and remembered until forgotten. */
  metaServer(): Promise<Address> {
    if (this.#metaServer) return this.#metaServer;
    const lookup = this.#read('meta-region-server', metaRegionServer).then(({ server }) => toAddress(server));
    this.#metaServer = lookup;
    lookup.catch(() => {
      this.forgetMetaServer(lookup);
    });
    return lookup;
  }

  /** Forgets the server of `hbase:meta`, unless another look-up has begun since the one given. */
  forgetMetaServer(lookup: Promise<Address>): void {
    if (this.#metaServer === lookup) this.#metaServer = undefined;
  }

  /** The active master; needed too seldom to be remembered. */
  async master(): Promise<Address> {
    const { master } = await this.#read('master', activeMaster);
    return toAddress(master);
  }

  async #read<T>(node: string, message: MessageCodec<T>): Promise<T> {
    const path = this.#znodeParent === '/' ? `/${node}` : `${this.#znodeParent}/${node}`;
    return message.decode(unwrapZNode(await this.#zookeeper.read(path), path));
  }
}

function toAddress({ hostName, port }: ServerName): Address {
  return { host: hostName, port };
}

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `dfs.namenode.http-address` of Hadoop 3: what `hdfs://host:port` is taken to mean. */
const defaultPort = 9870;

/**
 * A name node's web server at Hadoop's default port, as the connector document's users have it: on a loopback address of
 * its own, because the rig gives every server a free port.
 */
export class DefaultWebPort {
  readonly host = `127.${[...randomBytes(3)].map((byte) => (byte % 254) + 1).join('.')}`;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(target: URL) {
    this.#server = createServer((client) => {
      const server = connect(Number(target.port), target.hostname);
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => this.#sockets.delete(one));
      }
    });
  }

  static async open(httpAddress: string): Promise<DefaultWebPort> {
    const port = new DefaultWebPort(new URL(httpAddress));
    port.#server.listen(defaultPort, port.host);
    await once(port.#server, 'listening');
    return port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

import net from 'node:net';
import { once } from 'node:events';
import type { Address } from '../src/address.js';

/** A TCP server that a test scripts, for what a real server cannot be told to do. */
export class FakeServer implements AsyncDisposable {
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();
  connections = 0;

  constructor(onConnection: (socket: net.Socket) => void) {
    this.#server = net.createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      // a client that hangs up in mid-answer is what some tests are about
      socket.on('error', () => socket.destroy());
      onConnection(socket);
    });
  }

  async listen(): Promise<Address> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('expected a TCP address');
    return { host: '127.0.0.1', port: address.port };
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

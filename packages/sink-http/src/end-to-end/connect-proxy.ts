import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A real HTTP proxy that knows CONNECT alone. */
export class ConnectProxy implements AsyncDisposable {
  /** Targets and credentials of the tunnels that were asked for. */
  readonly tunnels: { readonly target: string | undefined; readonly authorization: string | undefined }[] = [];
  /** Requests that were no CONNECT. */
  otherRequests = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(authorization: string | undefined, answers: boolean) {
    this.#server = createServer((_, response) => {
      this.otherRequests += 1;
      response.writeHead(400).end();
    });
    this.#server.on('connect', (request: IncomingMessage, client: Socket) => {
      this.#keep(client);
      const given = request.headers['proxy-authorization'];
      this.tunnels.push({ target: request.url, authorization: given });
      // Read on, so that it is seen when the client leaves; the sockets of an HTTP server are half-open.
      if (!answers) client.resume().once('end', () => client.end());
      else if (given !== authorization) client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      else this.#tunnel(client, request.url ?? '');
    });
  }

  /** @param options `authorization` that it asks for; with `answers` false it never answers */
  static async start({
    authorization,
    answers = true,
  }: { readonly authorization?: string; readonly answers?: boolean } = {}): Promise<ConnectProxy> {
    const proxy = new ConnectProxy(authorization, answers);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when no client is connected any more. */
  async idle(): Promise<void> {
    while (this.#sockets.size > 0) await Promise.all([...this.#sockets].map((socket) => once(socket, 'close')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #tunnel(client: Socket, target: string): void {
    const { hostname, port } = new URL(`http://${target}`);
    const server = this.#keep(connect(Number(port || 80), hostname));
    server.once('connect', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      server.pipe(client);
      client.pipe(server);
    });
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    return socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket));
  }
}

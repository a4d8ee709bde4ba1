import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TLSSocket, type PeerCertificate } from 'node:tls';

/** The path of one of the test certificates. */
export const certificate = (name: string): string => join(__dirname, 'certificates', name);
const read = (name: string): Buffer => readFileSync(certificate(name));

/** Passphrase of `client.key`. */
export const clientPassphrase = 'test-passphrase';

/** A real HTTPS server with a certificate for `localhost` alone, signed by the test authority. */
export class TlsServer implements AsyncDisposable {
  /** For each request the name in the client's certificate; undefined when it showed none. */
  readonly clients: (string | undefined)[] = [];
  readonly #server: Server;

  private constructor(requestCert: boolean) {
    const tls = { key: read('server.key'), cert: read('server.crt'), ca: read('ca.crt'), requestCert };
    this.#server = createServer({ ...tls, rejectUnauthorized: requestCert }, (request, response) => {
      const { socket } = request;
      const peer: Partial<PeerCertificate> = socket instanceof TLSSocket ? socket.getPeerCertificate() : {};
      const name = peer.subject?.CN;
      this.clients.push(typeof name === 'string' ? name : undefined);
      request.resume().on('end', () => response.end());
    });
    // A client that breaks off the handshake is what some tests are about.
    this.#server.on('tlsClientError', (_, socket) => socket.destroy());
  }

  static async start({ requestCert = false } = {}): Promise<TlsServer> {
    const started = new TlsServer(requestCert);
    started.#server.listen(0);
    await once(started.#server, 'listening');
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `https://localhost:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { numberOf } from '../rig/open-letters.js';

/** One record in fifty is rejected for good. */
export function isRejected(n: number): boolean {
  return n % 50 === 7;
}

/** An endpoint that counts each numbered record; quick enough not to be what is measured. */
export class CountingEndpoint implements AsyncDisposable {
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  readonly #seen: Uint16Array;
  #distinct = 0;
  #requests = 0;
  readonly #waiting = new Set<() => void>();

  private constructor(server: ReturnType<typeof createServer>, seen: Uint16Array) {
    this.#server = server;
    this.#seen = seen;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      const n = numberOf(request.url ?? '');
      request.resume().once('end', () => {
        this.#count(n);
        response.writeHead(isRejected(n) ? 400 : 200).end();
      });
    });
  }

  /** @param records how many numbers there are, from 0 */
  static async start(records: number): Promise<CountingEndpoint> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CountingEndpoint(server, new Uint16Array(records));
  }

  get requests(): number {
    return this.#requests;
  }

  /** Records that came at least once. */
  get distinct(): number {
    return this.#distinct;
  }

  /** Resolves when so many records have come. */
  async reaches(distinct: number): Promise<void> {
    while (this.#distinct < distinct) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #count(n: number): void {
    const before = this.#seen[n];
    if (before === undefined) throw new RangeError(`record ${n} is none of those that were sent`);
    this.#seen[n] = before + 1;
    this.#requests += 1;
    if (before > 0) return;
    this.#distinct += 1;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

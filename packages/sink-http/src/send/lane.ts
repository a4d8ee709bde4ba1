import { Client, type buildConnector } from 'undici';

/**
 * The connections to one origin: as many as were ever in flight at a time, each with one request, the one used last
 * taken first.
 *
 * Not undici's Pool: a request that waits in a pool's queue cannot be taken back, so that while a host does not answer,
 * those that have timed out pile up there in front of the live ones. Here nothing waits: a connection that does not
 * come about is thrown away together with its request.
 */
export class Lane {
  readonly #origin: string;
  readonly #connect: buildConnector.connector;
  readonly #free: Client[] = [];
  #inUse = 0;

  constructor(origin: string, connect: buildConnector.connector) {
    this.#origin = origin;
    this.#connect = connect;
  }

  get isIdle(): boolean {
    return this.#inUse === 0;
  }

  acquire(): Client {
    this.#inUse += 1;
    const free = this.#free.pop();
    if (free) return free;
    // The deadline of the whole request covers headers and body; undici's two timers would only cost.
    return new Client(this.#origin, { connect: this.#connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  }

  /** Takes a connection back; also a broken one, since a client connects again by itself. */
  release(client: Client): void {
    this.#inUse -= 1;
    this.#free.push(client);
  }

  /** Takes back a connection that shall not be used again. */
  discard(client: Client): Promise<void> {
    this.#inUse -= 1;
    return client.destroy();
  }

  /** Closes the connections that nobody uses. */
  async close(): Promise<void> {
    await Promise.all(this.#free.splice(0).map((client) => client.destroy()));
  }
}

import type { Dispatcher } from 'undici';

/**
 * The connections to one origin: as many as were ever in flight at a time, each with one request, the one used last
 * taken first.
 *
 * Not undici's Pool: a request that waits in a pool's queue cannot be taken back, so that while a host does not answer,
 * those that have timed out pile up there in front of the live ones. Here nothing waits: a connection that does not
 * come about is thrown away together with its request.
 */
export class Lane {
  readonly #open: () => Dispatcher;
  readonly #free: Dispatcher[] = [];
  #inUse = 0;

  /** @param open makes one more connection, which connects with its first request */
  constructor(open: () => Dispatcher) {
    this.#open = open;
  }

  get isIdle(): boolean {
    return this.#inUse === 0;
  }

  acquire(): Dispatcher {
    this.#inUse += 1;
    return this.#free.pop() ?? this.#open();
  }

  /** Takes a connection back; also a broken one, since a client connects again by itself. */
  release(client: Dispatcher): void {
    this.#inUse -= 1;
    this.#free.push(client);
  }

  /** Takes back a connection that shall not be used again. */
  discard(client: Dispatcher): Promise<void> {
    this.#inUse -= 1;
    return client.destroy();
  }

  /** Closes the connections that nobody uses. */
  async close(): Promise<void> {
    await Promise.all(this.#free.splice(0).map((client) => client.destroy()));
  }
}

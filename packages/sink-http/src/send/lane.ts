import type { Dispatcher } from 'undici';

/** A connection that carries one request at a time. */
export interface Connection {
  readonly client: Dispatcher;
  /** By `performance.now()`. */
  readonly openedAt: number;
}

/** How a lane makes and ends connections. */
export interface LaneParts {
  /** Makes one more, which connects with its first request. */
  readonly open: () => Dispatcher;
  /** The age at which a connection gets no further request. */
  readonly maxAgeMs: number;
  /** Given what closes a connection that is not used again. */
  readonly forget: (closing: Promise<void>) => void;
}

/**
 * The connections to one origin: as many as were ever in flight at a time, each with one request, the one used last
 * taken first. One that has become too old is replaced, so that a name which resolves to another address by now is
 * resolved again; idle ones are closed by undici, before servers do.
 *
 * Not undici's Pool: a request that waits in a pool's queue cannot be taken back, so that while a host does not answer,
 * those that have timed out pile up there in front of the live ones. Here nothing waits: a connection that does not
 * come about is thrown away together with its request.
 */
export class Lane {
  readonly #parts: LaneParts;
  readonly #free: Connection[] = [];
  #inUse = 0;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  get isIdle(): boolean {
    return this.#inUse === 0;
  }

  acquire(): Connection {
    const { open, maxAgeMs, forget } = this.#parts;
    const now = performance.now();
    this.#inUse += 1;
    for (let free = this.#free.pop(); free; free = this.#free.pop()) {
      if (now - free.openedAt < maxAgeMs) return free;
      forget(free.client.close());
    }
    return { client: open(), openedAt: now };
  }

  /** Takes a connection back; also a broken one, since a client connects again by itself. */
  release(connection: Connection): void {
    this.#inUse -= 1;
    this.#free.push(connection);
  }

  /** Takes back a connection that shall not be used again. */
  discard({ client }: Connection): Promise<void> {
    this.#inUse -= 1;
    return client.destroy();
  }

  /** Closes the connections that nobody uses. */
  async close(): Promise<void> {
    await Promise.all(this.#free.splice(0).map(({ client }) => client.destroy()));
  }
}

import { buildConnector, type Client } from 'undici';
import type { WireRequest } from '../request/wire-request.js';
import { Exchange, type Answer, type BodyLimit } from './exchange.js';
import type { Failed } from './http-transport.js';
import { Lane } from './lane.js';

/** Lanes that are kept although nothing is in flight on them, for jobs that talk to many hosts. */
const keptOrigins = 64;

/** All connections of one writer, by origin. Bounds nothing but what is idle: who sends decides how much is in flight. */
export class Connections {
  readonly #lanes = new Map<string, Lane>();
  readonly #connect: buildConnector.connector;
  /** Connections being closed, so that `close` can wait for them. */
  readonly #closing = new Set<Promise<void>>();

  /** @param connectTimeoutMs when an attempt to connect is given up, so that its socket does not stay */
  constructor(connectTimeoutMs: number) {
    // One connector for all lanes: TLS sessions are taken up again across connections.
    this.#connect = buildConnector({ timeout: connectTimeoutMs });
  }

  /** Sends `request` and reports once how it ended. Returns the exchange, to cancel it. */
  send(request: WireRequest, limit: BodyLimit, done: (result: Answer | Failed) => void): Exchange {
    const lane = this.#lane(request.origin);
    const client = lane.acquire();
    const exchange = new Exchange(limit, (result, reusable) => {
      if (reusable) lane.release(client);
      else this.#forget(lane.discard(client));
      done(result);
    });
    dispatch(client, request, exchange);
    return exchange;
  }

  /** Closes every connection; exchanges have to be cancelled before. */
  async close(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    this.#lanes.clear();
    await Promise.all(this.#closing);
  }

  #lane(origin: string): Lane {
    const known = this.#lanes.get(origin);
    if (known) return known;
    if (this.#lanes.size >= keptOrigins) this.#closeOneIdle();
    const lane = new Lane(origin, this.#connect);
    this.#lanes.set(origin, lane);
    return lane;
  }

  #closeOneIdle(): void {
    for (const [origin, lane] of this.#lanes) {
      if (!lane.isIdle) continue;
      this.#lanes.delete(origin);
      this.#forget(lane.close());
      return;
    }
  }

  #forget(closing: Promise<void>): void {
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

function dispatch(client: Client, request: WireRequest, exchange: Exchange): void {
  const { method, path, headers, body } = request;
  // undici copies what it needs of the list and never changes it.
  client.dispatch({ method, path, headers: headers as string[], body: body ?? null }, exchange);
}

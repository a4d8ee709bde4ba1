import type { Dispatcher } from 'undici';
import type { WireRequest } from '../request/wire-request.js';
import type { ClientFactory, RequestProxy } from './client-factory.js';
import { Exchange, type Answer, type BodyLimit } from './exchange.js';
import type { Failed } from './http-transport.js';
import { Lane } from './lane.js';
import { failedBy } from './network-error.js';
import { Together } from './together.js';

/** Lanes that are kept although nothing is in flight on them, for jobs that talk to many hosts. */
const keptOrigins = 64;

/** How one request is sent. */
export interface SendOptions {
  /** Default that of the sink. */
  readonly proxy?: RequestProxy;
  /** At the end of this turn of the event loop, with the others of the turn. */
  readonly together?: boolean;
}

/** All connections of a sink, by origin. Bounds nothing but what is idle: who sends decides how much is in flight. */
export class Connections {
  readonly #lanes = new Map<string, Lane>();
  readonly #factory: ClientFactory;
  readonly #maxAgeMs: number;
  /** Connections being closed, so that `close` can wait for them. */
  readonly #closing = new Set<Promise<void>>();
  readonly #dispatches = new Together((run) => {
    process.nextTick(run);
  });

  /** @param maxAgeMs when a connection is replaced by a new one, and its name resolved again */
  constructor(factory: ClientFactory, maxAgeMs = Infinity) {
    this.#factory = factory;
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * Sends `request` and reports once how it ended, also when its host is refused. Returns the exchange, to cancel it.
   */
  send(
    request: WireRequest,
    limit: BodyLimit,
    done: (result: Answer | Failed) => void,
    { proxy, together = false }: SendOptions = {},
  ): Exchange {
    const lane = this.#lane(request.origin, proxy);
    if (!(lane instanceof Lane)) return refuse(lane, limit, done);
    const connection = lane.acquire();
    const exchange = new Exchange(limit, (result, reusable) => {
      if (reusable) lane.release(connection);
      else this.#forget(lane.discard(connection));
      done(result);
    });
    if (!together) dispatch(connection.client, request, exchange);
    else {
      this.#dispatches.add(() => {
        dispatch(connection.client, request, exchange);
      });
    }
    return exchange;
  }

  /** Closes every connection; exchanges have to be cancelled before. */
  async close(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    this.#lanes.clear();
    await Promise.all(this.#closing);
  }

  #lane(origin: string, proxy: RequestProxy): Lane | Error {
    const name = proxy === undefined ? origin : `${origin} ${proxy}`;
    const known = this.#lanes.get(name);
    if (known) return known;
    const refusal = this.#factory.refusal(origin, proxy);
    if (refusal) return refusal;
    if (this.#lanes.size >= keptOrigins) this.#closeOneIdle();
    const lane = new Lane({
      open: () => this.#factory.open(origin, proxy),
      maxAgeMs: this.#maxAgeMs,
      forget: this.#forget,
    });
    this.#lanes.set(name, lane);
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

  readonly #forget = (closing: Promise<void>): void => {
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  };
}

/** An exchange that fails before anything is sent; later, because whoever sends has to have it first. */
function refuse(error: Error, limit: BodyLimit, done: (result: Failed | Answer) => void): Exchange {
  const exchange = new Exchange(limit, done);
  queueMicrotask(() => {
    exchange.cancel(failedBy(error));
  });
  return exchange;
}

function dispatch(client: Dispatcher, request: WireRequest, exchange: Exchange): void {
  const { method, origin, path, headers, body } = request;
  // undici copies what it needs of the list and never changes it.
  client.dispatch({ method, origin, path, headers: headers as string[], body: body ?? null }, exchange);
}

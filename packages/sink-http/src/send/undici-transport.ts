import type { WireRequest } from '../request/wire-request.js';
import { ClientFactory } from './client-factory.js';
import { Connections } from './connections.js';
import { Deadlined, Deadlines } from './deadlines.js';
import type { Answer, BodyLimit, Exchange } from './exchange.js';
import { headBytes, type Failed, type HttpTransport, type SendResult } from './http-transport.js';
import { SharedConnections } from './shared-connections.js';

const onlyHead: BodyLimit = { bytes: headBytes, excess: 'drop' };

/** The failure of what was in flight when the sink was closed. */
export const closedInFlight: Failed = { kind: 'failed', error: 'network', message: 'the sink was closed meanwhile' };

/** Connections that one transport has for itself. */
export function ownConnections(timeoutMs: number): SharedConnections {
  return new SharedConnections(() => new Connections(new ClientFactory(timeoutMs)), 0);
}

class Attempt extends Deadlined {
  readonly #deadlines: Deadlines;
  readonly #done: (result: SendResult) => void;
  exchange: Exchange | undefined;

  constructor(deadlines: Deadlines, done: (result: SendResult) => void) {
    super();
    this.#deadlines = deadlines;
    this.#done = done;
  }

  override cancel(failure: Failed): void {
    this.exchange?.cancel(failure);
  }

  end(result: Answer | Failed): void {
    this.#deadlines.remove(this);
    if (result.kind === 'failed') this.#done(result);
    else this.#done({ kind: 'answered', status: result.status, headers: result.headers, bodyHead: result.body });
  }
}

/** The transport of sinks that bring no axios instance: requests go to undici's dispatcher directly. */
export class UndiciTransport implements HttpTransport {
  readonly #shared: SharedConnections;
  readonly #connections: Connections;
  readonly #deadlines: Deadlines;
  #closing: Promise<void> | undefined;

  /** @param timeoutMs for a whole request. @param shared default connections of its own */
  constructor(timeoutMs: number, shared = ownConnections(timeoutMs)) {
    this.#shared = shared;
    this.#connections = shared.take();
    this.#deadlines = new Deadlines(timeoutMs);
  }

  send(request: WireRequest, done: (result: SendResult) => void): void {
    const attempt = new Attempt(this.#deadlines, done);
    this.#deadlines.add(attempt);
    attempt.exchange = this.#connections.send(request, onlyHead, (result) => {
      attempt.end(result);
    });
  }

  async close(): Promise<void> {
    this.#deadlines.cancelAll(closedInFlight);
    await (this.#closing ??= this.#shared.giveBack());
  }
}

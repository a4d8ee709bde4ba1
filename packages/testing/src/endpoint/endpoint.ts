import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ConditionWaits, toError, type WaitDeadline } from '../waiting/condition-waits.js';
import { EndpointConnection } from './endpoint-connection.js';
import type { EndpointLedger, Exchange, LedgerDetail } from './endpoint-ledger.js';
import { HeldAnswers } from './held-answers.js';
import { LedgerBook } from './ledger-book.js';
import type { WireRequest } from './read-request.js';
import { toAnswer, toScriptFunction, type Script, type ScriptFunction } from './script.js';
import { requestIdentity } from './seen-request.js';

/** Options of {@link startEndpoint}. */
export interface EndpointOptions {
  /** What requests get; default 200. */
  readonly script?: Script;
  /** How much the ledger remembers; default `all`. */
  readonly keep?: LedgerDetail;
  /** What makes two requests the same; default method, target and body ({@link requestIdentity}). */
  readonly identify?: (request: WireRequest) => string;
  /** Port on 127.0.0.1; default a free one. */
  readonly port?: number;
}

/** A scriptable HTTP/1.1 endpoint on a raw socket, with a ledger of what it truly received. */
export class Endpoint implements AsyncDisposable {
  readonly #book: LedgerBook;
  readonly #waits: ConditionWaits<EndpointLedger>;
  readonly #held: HeldAnswers;
  readonly #connections = new Set<EndpointConnection>();
  readonly #identify: (request: WireRequest) => string;
  #script: ScriptFunction;
  #server: Server | undefined;
  /** Resolve when a listener of before and its connections are gone. */
  readonly #stopped: Promise<unknown>[] = [];
  #port: number;
  #failure: Error | undefined;

  /** @internal Use {@link startEndpoint}. */
  constructor(options: EndpointOptions) {
    this.#script = toScriptFunction(options.script ?? 200);
    this.#identify = options.identify ?? requestIdentity;
    this.#port = options.port ?? 0;
    this.#book = new LedgerBook(options.keep ?? 'all', () => {
      this.#waits.check();
    });
    this.#waits = new ConditionWaits<EndpointLedger>(this.#book, () => this.#book.describe());
    this.#held = new HeldAnswers(this.#book);
  }

  /** What it truly received. */
  get ledger(): EndpointLedger {
    return this.#book;
  }

  /** The port, the same as long as the endpoint lives. */
  get port(): number {
    return this.#port;
  }

  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** How many connections are open now. */
  get openConnections(): number {
    return this.#connections.size;
  }

  /** Behaves by `script` from the next request on; healing an endpoint is `setScript(200)`. */
  setScript(script: Script): void {
    this.#script = toScriptFunction(script);
  }

  /**
   * Resolves when `predicate` holds for the ledger; it is asked after each change.
   *
   * @throws DeadlineError which says what the ledger holds; whatever the script or the predicate throws
   */
  async waitFor(predicate: (ledger: EndpointLedger) => boolean, deadline?: WaitDeadline): Promise<void> {
    this.#throwFailure();
    await this.#waits.until(predicate, deadline);
  }

  /** Lets go of at most `count` (default all) of the answers held now, oldest first; returns how many. */
  release(count = Infinity): number {
    return this.#held.release(count);
  }

  /** Resets every open connection. */
  dropConnections(): void {
    for (const connection of this.#connections) connection.reset();
  }

  /** Refuses connections from now on; open ones are reset unless `keepConnections` is true. */
  stopListening({ keepConnections = false }: { readonly keepConnections?: boolean } = {}): void {
    if (this.#server !== undefined) {
      this.#stopped.push(once(this.#server, 'close'));
      this.#server.close();
      this.#server = undefined;
    }
    if (!keepConnections) this.dropConnections();
  }

  /** Listens on the same port again. Rejects when another process took it meanwhile. */
  async listenAgain(): Promise<void> {
    if (this.#server !== undefined) return;
    // Half-open, because ending a connection is the script's decision and not the socket's.
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#accept(socket);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Ends everything: listener, connections, timers, waits. Rejects with what the script threw, if it did. */
  async close(): Promise<void> {
    this.stopListening();
    await Promise.all(this.#stopped);
    this.#waits.rejectAll(new Error(`The endpoint was closed during waitFor. ${this.#book.describe()}`));
    this.#throwFailure();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(socket: Socket): void {
    const connection = new EndpointConnection(socket, this.#book.count('connections'), {
      begin: (request, number) => this.#begin(request, number),
      end: (exchange, state) => {
        this.#book.close(exchange, state);
      },
      malformed: () => {
        this.#book.count('malformed');
      },
      released: (gone) => this.#held.next(gone),
      fail: (error) => {
        this.#failure ??= toError(error);
        this.#waits.rejectAll(this.#failure);
      },
    });
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }

  #begin(request: WireRequest, connection: number): Exchange {
    const identity = this.#identify(request);
    const seen = { ...request, ...this.#book.countArrival(identity), identity, connection };
    return this.#book.open(seen, toAnswer(this.#script(seen)));
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/**
 * Starts an endpoint on 127.0.0.1. Close it, or declare it with `await using`.
 *
 * @example
 * await using endpoint = await startEndpoint({ script: [503, 200] }); // each request fails once
 */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const endpoint = new Endpoint(options);
  await endpoint.listenAgain();
  return endpoint;
}

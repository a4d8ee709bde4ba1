import type { Socket } from 'node:net';
import { ByteQueue } from './byte-queue.js';
import type { Exchange } from './endpoint-ledger.js';
import { HttpSyntaxError, readRequest, type WireRequest } from './read-request.js';
import { sendAnswer } from './send-answer.js';

/** What a connection asks of its endpoint. */
export interface ConnectionHost {
  /** Enters a request and decides its answer. */
  begin(request: WireRequest, connection: number): Exchange;
  end(exchange: Exchange, state: 'answered' | 'gone'): void;
  /** Told of bytes that are not HTTP. */
  malformed(): void;
  /** Resolves at the next release; rejects when `gone` aborts. */
  released(gone: AbortSignal): Promise<void>;
  /** Told of what should not happen: a script that throws. */
  fail(error: unknown): void;
}

/** One client's connection: reads requests one after the other and gives each its answer before the next. */
export class EndpointConnection {
  readonly #socket: Socket;
  readonly #number: number;
  readonly #host: ConnectionHost;
  readonly #bytes = new ByteQueue();
  readonly #gone = new AbortController();
  #reading = this.#nextRequest();
  #answering = false;

  constructor(socket: Socket, number: number, host: ConnectionHost) {
    this.#socket = socket;
    this.#number = number;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#bytes.push(chunk);
      this.#advance();
    });
    // A client that ends its side has given up, as for Node's own server.
    socket.on('end', () => {
      this.#leave();
    });
    // A reset by the client is no error of the endpoint: the exchange ends as `gone`.
    socket.on('error', () => {
      this.#leave();
    });
    socket.on('close', () => {
      this.#leave();
    });
  }

  /** Resets the connection. */
  reset(): void {
    // Node leaks the handle of a socket that is reset while its FIN is on the way (uv_tcp_close_reset: EINVAL).
    if (this.#socket.writableEnded) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
    this.#leave();
  }

  #leave(): void {
    this.#gone.abort();
    if (!this.#socket.destroyed) this.#socket.end();
  }

  #nextRequest(): ReturnType<typeof readRequest> {
    return readRequest(this.#bytes, () => this.#socket.write('HTTP/1.1 100 Continue\r\n\r\n'));
  }

  #advance(): void {
    if (this.#answering || !this.#socket.writable) return;
    try {
      const step = this.#reading.next();
      if (step.done !== true) return;
      this.#reading = this.#nextRequest();
      this.#answering = true;
      void this.#answer(step.value);
    } catch (error) {
      if (!(error instanceof HttpSyntaxError)) throw error;
      this.#host.malformed();
      this.#socket.end(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n${error.message}\n`);
    }
  }

  async #answer(request: WireRequest): Promise<void> {
    try {
      await this.#exchange(request);
    } catch (error) {
      this.#host.fail(error);
      this.reset();
    }
    this.#answering = false;
    if (mustClose(request)) this.#socket.end();
    this.#advance();
  }

  async #exchange(request: WireRequest): Promise<void> {
    const exchange = this.#host.begin(request, this.#number);
    const gone = this.#gone.signal;
    const released = () => this.#host.released(gone);
    try {
      await sendAnswer(exchange.answer, { socket: this.#socket, request, gone, released });
      this.#host.end(exchange, 'answered');
    } catch (error) {
      this.#host.end(exchange, 'gone');
      if (!gone.aborted) throw error;
    }
  }
}

function mustClose({ version, headers }: WireRequest): boolean {
  const connection = headers['connection']?.toLowerCase();
  return connection === 'close' || (version === 'HTTP/1.0' && connection !== 'keep-alive');
}

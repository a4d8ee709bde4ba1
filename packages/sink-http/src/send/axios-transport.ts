import { inspect } from 'node:util';
import { isUint8Array } from 'node:util/types';
import axios, {
  type AxiosAdapter,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
  type RawAxiosRequestHeaders,
} from 'axios';
import type { Logger } from '@weir/core';
import type { WireRequest } from '../request/wire-request.js';
import { setHeaders } from './axios-clean-headers.js';
import { headerPairs, sentHeaders, takesPairs } from './axios-headers.js';
import { seesHeaders, settingsFor, type AxiosClient } from './axios-watched.js';
import type { Connections } from './connections.js';
import { Deadlined, Deadlines } from './deadlines.js';
import type { Exchange } from './exchange.js';
import {
  headBytes,
  type Answered,
  type Failed,
  type HttpTransport,
  type ResponseHeaders,
  type SendResult,
} from './http-transport.js';
import { failedBy } from './network-error.js';
import { createUndiciAxiosAdapter, type AdapterWatcher, type UndiciAxiosAdapter } from './undici-axios-adapter.js';
import type { SharedConnections } from './shared-connections.js';
import { closedInFlight, ownConnections } from './undici-transport.js';

/** Settings of an instance that its own connections would follow and the sink's cannot. */
const unusedSettings = ['httpAgent', 'httpsAgent', 'socketPath'] as const;

const isText = (data: unknown): data is string | Uint8Array => typeof data === 'string' || isUint8Array(data);

/** As axios takes bytes: it rewrites texts that claim to be JSON, and sends the whole buffer under any other view. */
function asBuffer(body: string | Uint8Array): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** What the adapter got, and what it made of it. */
interface Received {
  readonly data: unknown;
  readonly body: Uint8Array;
}

/** The bytes as they came, unless a transformer or an interceptor has made another text of them. */
function bodyOf(data: unknown, received: Received | undefined): Uint8Array {
  if (received && (data === received.data || !isText(data))) return received.body;
  return Buffer.from(isText(data) ? data : inspect(data));
}

function toAnswered({ status, headers, data }: AxiosResponse<unknown>, received: Received | undefined): Answered {
  const bodyHead = bodyOf(data, received).subarray(0, headBytes);
  return { kind: 'answered', status, headers: headers as ResponseHeaders, bodyHead };
}

function toResult(error: unknown, received: Received | undefined): SendResult {
  return axios.isAxiosError(error) && error.response ? toAnswered(error.response, received) : failedBy(error);
}

/**
 * One request on its way through an instance. It is the adapter of its own request, and so gets at the exchange: an
 * AbortController for each request would cost more than undici takes for the whole of it.
 */
class Call extends Deadlined implements AdapterWatcher {
  readonly #deadlines: Deadlines;
  readonly #done: (result: SendResult) => void;
  #exchange: Exchange | undefined;
  #received: Received | undefined;
  #ended = false;

  constructor(deadlines: Deadlines, done: (result: SendResult) => void) {
    super();
    this.#deadlines = deadlines;
    this.#done = done;
    deadlines.add(this);
  }

  /** Ends the call whatever the instance is at: an interceptor may never come back. */
  override cancel(failure: Failed): void {
    this.#exchange?.cancel(failure);
    this.end(failure);
  }

  adapt(adapter: UndiciAxiosAdapter, config: InternalAxiosRequestConfig): Promise<AxiosResponse> {
    if (!this.#ended) return adapter(config, this);
    return Promise.reject(new axios.CanceledError('The attempt ended before its interceptors did', config));
  }

  onStart(exchange: Exchange): void {
    this.#exchange = exchange;
  }

  onData(data: unknown, body: Uint8Array): void {
    this.#received = { data, body };
  }

  succeed(response: AxiosResponse): void {
    this.end(toAnswered(response, this.#received));
  }

  fail(error: unknown): void {
    this.end(toResult(error, this.#received));
  }

  end(result: SendResult): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#deadlines.remove(this);
    this.#done(result);
  }
}

/** The transport of sinks that bring an axios instance: its interceptors and defaults, the sink's connections. */
export class AxiosTransport implements HttpTransport {
  readonly #instance: AxiosClient;
  readonly #logger: Logger;
  readonly #connections: Connections;
  readonly #deadlines: Deadlines;
  readonly #adapter: UndiciAxiosAdapter;
  readonly #shared: SharedConnections;
  #retriesNamed = false;
  /** Unknown until the first request has come through the instance. */
  #takesPairs: boolean | undefined;
  #closing: Promise<void> | undefined;

  /** @param timeoutMs for a whole request, interceptors included. @param shared default connections of its own */
  constructor(instance: AxiosClient, timeoutMs: number, logger: Logger, shared = ownConnections(timeoutMs)) {
    this.#instance = instance;
    this.#logger = logger;
    this.#shared = shared;
    this.#connections = shared.take();
    this.#deadlines = new Deadlines(timeoutMs);
    this.#adapter = createUndiciAxiosAdapter(this.#connections);
    const unused = unusedSettings.filter((name) => Boolean(instance.defaults[name]));
    if (unused.length > 0)
      logger.warn(`Not used of the axios instance, as connections are the sink's: ${unused.join(', ')}.`);
  }

  send(request: WireRequest, done: (result: SendResult) => void): void {
    const call = new Call(this.#deadlines, done);
    const { method, origin, path, body } = request;
    const late = !seesHeaders(this.#instance);
    const adapter: AxiosAdapter = (settled) => {
      this.#nameRetries(settled);
      if (late) setHeaders(settled, this.#instance.defaults.headers, method, request.headers);
      else this.#takesPairs ??= takesPairs(settled);
      return call.adapt(this.#adapter, settled);
    };
    const config = settingsFor(this.#instance);
    config.method = method;
    config.url = origin + path;
    config.headers = (late ? null : this.#headers(request)) as RawAxiosRequestHeaders;
    if (body !== undefined) config.data = asBuffer(body);
    config.adapter = adapter;
    try {
      this.#instance.request<unknown>(config).then(
        (response) => {
          call.succeed(response);
        },
        (error: unknown) => {
          call.fail(error);
        },
      );
    } catch (error) {
      // What a user put around `request` may throw at once.
      call.fail(error);
    }
  }

  /** Headers that somebody sees before the adapter does. */
  #headers({ method, headers }: WireRequest): unknown {
    return this.#takesPairs ? headerPairs(this.#instance.defaults.headers, method, headers) : sentHeaders(headers);
  }

  async close(): Promise<void> {
    this.#deadlines.cancelAll(closedInFlight);
    await (this.#closing ??= this.#shared.giveBack());
  }

  /** axios-retry leaves its state in the configuration of each request that passes it. */
  #nameRetries(config: object): void {
    const state = (config as { readonly 'axios-retry'?: { readonly retryCount?: number } })['axios-retry'];
    if (this.#retriesNamed || state?.retryCount === undefined) return;
    this.#retriesNamed = true;
    this.#logger.warn(
      'The axios instance has axios-retry on it: its retries are set to 0, because the sink retries itself.',
    );
  }
}

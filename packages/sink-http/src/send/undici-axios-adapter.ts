import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { WireRequest } from '../request/wire-request.js';
import { UrlSplitter } from '../request/split-url.js';
import { proxyOf, toWireRequest } from './axios-request.js';
import { contentTooLong, toAxiosResponse, type DataWatcher } from './axios-response.js';
import type { Connections } from './connections.js';
import type { Answer, BodyLimit, Exchange } from './exchange.js';
import type { Failed } from './http-transport.js';
import { Together } from './together.js';

/** Whoever follows a request through the adapter: to cancel it without a signal, and to see the answer as it came. */
export interface AdapterWatcher extends DataWatcher {
  onStart(exchange: Exchange): void;
}

/** An axios adapter that can be watched. */
export type UndiciAxiosAdapter = (
  config: InternalAxiosRequestConfig,
  watcher?: AdapterWatcher,
) => Promise<AxiosResponse>;

/** What an axios user sees of a failure: an AxiosError with the code of the cause. */
function toAxiosError(config: InternalAxiosRequestConfig, { cause }: Failed): Error {
  // Only an answer that is too long has no error behind it.
  return cause === undefined ? contentTooLong(config) : axios.AxiosError.from(cause, undefined, config);
}

function timeoutError(config: InternalAxiosRequestConfig): Error {
  const message = config.timeoutErrorMessage ?? `timeout of ${config.timeout ?? 0}ms exceeded`;
  const { ETIMEDOUT, ECONNABORTED } = axios.AxiosError;
  return new axios.AxiosError(message, config.transitional?.clarifyTimeoutError ? ETIMEDOUT : ECONNABORTED, config);
}

const nothing = (): void => undefined;

/** Ends `exchange` when the configuration's timeout, signal or cancel token says so; returns how to stop watching. */
function watch(config: InternalAxiosRequestConfig, exchange: Exchange): () => void {
  if (!config.timeout && !config.signal && !config.cancelToken) return nothing;
  const cancel = (cause: Error): void => {
    exchange.cancel({ kind: 'failed', error: 'network', message: cause.message, cause });
  };
  const onAbort = (): void => {
    cancel(new axios.CanceledError(undefined, config));
  };
  const { timeout, signal, cancelToken } = config;
  const timer = timeout ? setTimeout(() => cancel(timeoutError(config)), timeout) : undefined;
  signal?.addEventListener?.('abort', onAbort);
  void cancelToken?.promise.then(onAbort);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener?.('abort', onAbort);
  };
}

/** A request in the adapter, and whoever waits for it. */
interface Pending {
  readonly config: InternalAxiosRequestConfig;
  readonly watcher: AdapterWatcher | undefined;
  readonly resolve: (response: AxiosResponse | Promise<AxiosResponse>) => void;
  readonly reject: (error: unknown) => void;
}

function exchangeOn(connections: Connections, request: WireRequest, pending: Pending, answers: Together): void {
  const { config, watcher, resolve, reject } = pending;
  const maxBytes = config.maxContentLength ?? -1;
  const limit: BodyLimit = { bytes: maxBytes < 0 ? Infinity : maxBytes, excess: 'fail' };
  let unwatch = nothing;
  const answer = (result: Answer | Failed): void => {
    if (result.kind === 'failed') {
      reject(toAxiosError(config, result));
      return;
    }
    try {
      resolve(toAxiosResponse(config, result, watcher));
    } catch (error) {
      reject(error);
    }
  };
  const done = (result: Answer | Failed): void => {
    unwatch();
    answers.add(() => {
      answer(result);
    });
  };
  const exchange = connections.send(request, limit, done, { proxy: proxyOf(config), together: true });
  unwatch = watch(config, exchange);
  watcher?.onStart(exchange);
}

/**
 * An axios adapter over undici's dispatcher: timeout, abort signal and cancel token, size limits, decompression,
 * `proxy`, `validateStatus`, and errors with axios's codes. Requests carry text or bytes. Never follows a redirect; agents
 * and sockets of the configuration are not used, because the connections are the sink's own.
 *
 * The requests of one turn of the event loop go to their sockets together, and so do their answers to axios: axios touches
 * so much memory for each that undici and the kernel, in between, would find theirs gone, and the other way round.
 */
export function createUndiciAxiosAdapter(connections: Connections): UndiciAxiosAdapter {
  const splitter = new UrlSplitter();
  // After the sockets have been read.
  const answers = new Together(setImmediate);
  // No async function: what is awaited on the way of every record costs.
  return (config, watcher) =>
    new Promise((resolve, reject) => {
      if (config.responseType === 'stream') {
        const message = 'responseType "stream" is not supported: answers are read whole';
        throw new axios.AxiosError(message, axios.AxiosError.ERR_NOT_SUPPORT, config);
      }
      exchangeOn(connections, toWireRequest(config, splitter), { config, watcher, resolve, reject }, answers);
    });
}

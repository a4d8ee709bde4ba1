import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { WireRequest } from '../request/wire-request.js';
import { UrlSplitter } from '../request/split-url.js';
import { proxyOf, toWireRequest } from './axios-request.js';
import { contentTooLong, toAxiosResponse } from './axios-response.js';
import type { Connections } from './connections.js';
import type { Answer, BodyLimit, Exchange } from './exchange.js';
import type { Failed } from './http-transport.js';

/** An axios adapter that can also hand out the exchange it starts, to whoever wants to cancel it without a signal. */
export type UndiciAxiosAdapter = (
  config: InternalAxiosRequestConfig,
  onStart?: (exchange: Exchange) => void,
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

/** Without a promise in between, as long as there is nothing to wait for. */
function respond(
  config: InternalAxiosRequestConfig,
  answer: Answer,
  resolve: (response: AxiosResponse) => void,
  reject: (error: unknown) => void,
): void {
  try {
    const response = toAxiosResponse(config, answer);
    if (response instanceof Promise) response.then(resolve, reject);
    else resolve(response);
  } catch (error) {
    reject(error);
  }
}

function exchangeOn(
  connections: Connections,
  config: InternalAxiosRequestConfig,
  request: WireRequest,
  onStart: ((exchange: Exchange) => void) | undefined,
): Promise<AxiosResponse> {
  const maxBytes = config.maxContentLength ?? -1;
  const limit: BodyLimit = { bytes: maxBytes < 0 ? Infinity : maxBytes, excess: 'fail' };
  return new Promise((resolve, reject) => {
    let unwatch = nothing;
    const done = (result: Answer | Failed): void => {
      unwatch();
      if (result.kind === 'answer') respond(config, result, resolve, reject);
      else reject(toAxiosError(config, result));
    };
    const exchange = connections.send(request, limit, done, proxyOf(config));
    unwatch = watch(config, exchange);
    onStart?.(exchange);
  });
}

/**
 * An axios adapter over undici's dispatcher: timeout, abort signal and cancel token, size limits, decompression,
 * `proxy`, `validateStatus`, and errors with axios's codes. Requests carry text or bytes. Never follows a redirect; agents
 * and sockets of the configuration are not used, because the connections are the sink's own.
 */
export function createUndiciAxiosAdapter(connections: Connections): UndiciAxiosAdapter {
  const splitter = new UrlSplitter();
  return async (config, onStart) => {
    if (config.responseType === 'stream') {
      const message = 'responseType "stream" is not supported: answers are read whole';
      throw new axios.AxiosError(message, axios.AxiosError.ERR_NOT_SUPPORT, config);
    }
    return exchangeOn(connections, config, toWireRequest(config, splitter), onStart);
  };
}

import { isArrayBuffer, isUint8Array } from 'node:util/types';
import axios, { type AxiosBasicCredentials, type InternalAxiosRequestConfig } from 'axios';
import { headerValue, isConnectionHeader, type HeaderList } from '../request/header-list.js';
import type { WireRequest } from '../request/wire-request.js';
import { type UrlSplitter } from '../request/split-url.js';
import type { RequestProxy } from './client-factory.js';

/** Builds URLs and nothing else: without defaults, so that those of the global axios cannot get in. */
const urlBuilder = new axios.Axios({});

function urlOf(config: InternalAxiosRequestConfig): string {
  const asWritten = config.baseURL === undefined && config.params === undefined;
  return asWritten ? (config.url ?? '') : urlBuilder.getUri(config);
}

function bodyOf(config: InternalAxiosRequestConfig): string | Uint8Array | undefined {
  const data: unknown = config.data;
  if (data === undefined || data === null) return undefined;
  if (typeof data === 'string' || isUint8Array(data)) return data;
  if (isArrayBuffer(data)) return new Uint8Array(data);
  const message = 'Data after transformation must be a string, a Buffer, a Uint8Array or an ArrayBuffer';
  throw new axios.AxiosError(message, axios.AxiosError.ERR_NOT_SUPPORT, config);
}

function checkBodyLength(config: InternalAxiosRequestConfig, body: string | Uint8Array | undefined): void {
  const limit = config.maxBodyLength ?? -1;
  if (limit < 0 || body === undefined || Buffer.byteLength(body) <= limit) return;
  const message = 'Request body larger than maxBodyLength limit';
  throw new axios.AxiosError(message, axios.AxiosError.ERR_BAD_REQUEST, config);
}

type HeaderValue = string | number | boolean | readonly string[] | null | undefined;

/**
 * Names are there once in any case, as axios has seen to; those that an interceptor switched off (false) are left out.
 *
 * Not through AxiosHeaders, which takes as long for this as undici for the whole request.
 */
function headersOf(config: InternalAxiosRequestConfig, authorization: string | undefined): HeaderList {
  const { auth, decompress } = config;
  const headers = config.headers as unknown as Readonly<Record<string, HeaderValue>>;
  const list: string[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const id = name.toLowerCase();
    if (value === undefined || value === null || value === false || isConnectionHeader(id)) continue;
    if (auth && id === 'authorization') continue;
    list.push(name, typeof value === 'object' ? value.join(', ') : String(value));
  }
  if (headerValue(list, 'user-agent') === undefined) list.push('User-Agent', `axios/${axios.VERSION}`);
  if (decompress !== false && headerValue(list, 'accept-encoding') === undefined)
    list.push('Accept-Encoding', 'gzip, deflate, br');
  const credentials = auth ? basic(auth) : authorization;
  if (credentials !== undefined && headerValue(list, 'authorization') === undefined)
    list.push('Authorization', credentials);
  return list;
}

function basic({ username, password }: AxiosBasicCredentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The proxy that a configuration names; undefined leaves it to the sink. */
export function proxyOf({ proxy }: InternalAxiosRequestConfig): RequestProxy {
  if (proxy === undefined) return undefined;
  if (proxy === false) return 'none';
  const url = new URL(`${(proxy.protocol ?? 'http').replace(/:$/, '')}://${proxy.host}:${proxy.port}`);
  if (proxy.auth) {
    url.username = encodeURIComponent(proxy.auth.username);
    url.password = encodeURIComponent(proxy.auth.password);
  }
  return url.href;
}

/** The request that an axios configuration describes, after all interceptors. @throws AxiosError */
export function toWireRequest(config: InternalAxiosRequestConfig, splitter: UrlSplitter): WireRequest {
  const parts = splitter.split(urlOf(config));
  if (parts.kind === 'malformed') {
    throw new axios.AxiosError(`Invalid URL: ${parts.detail}`, axios.AxiosError.ERR_INVALID_URL, config);
  }
  const body = bodyOf(config);
  checkBodyLength(config, body);
  const headers = headersOf(config, parts.authorization);
  const method = (config.method ?? 'get').toUpperCase();
  return { method, origin: parts.origin, path: parts.target, headers, body };
}

import { promisify } from 'node:util';
import {
  brotliDecompress,
  constants,
  gunzip,
  inflate,
  inflateRaw,
  type BrotliOptions,
  type ZlibOptions,
} from 'node:zlib';
import axios, { type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { answerHeaders } from './axios-clean-headers.js';
import type { Answer } from './exchange.js';

const [gunzipAsync, inflateAsync, inflateRawAsync, brotliAsync] = [
  promisify<Uint8Array, ZlibOptions, Buffer>(gunzip),
  promisify<Uint8Array, ZlibOptions, Buffer>(inflate),
  promisify<Uint8Array, ZlibOptions, Buffer>(inflateRaw),
  promisify<Uint8Array, BrotliOptions, Buffer>(brotliDecompress),
];

function decode(encoding: string, body: Uint8Array, maxBytes: number): Promise<Uint8Array> | Uint8Array {
  const limit = maxBytes < 0 ? {} : { maxOutputLength: maxBytes };
  // A body that was cut off in a flush gives what there is, as in axios's own adapter.
  const options: ZlibOptions = { ...limit, finishFlush: constants.Z_SYNC_FLUSH };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
    case 'compress':
    case 'x-compress':
      return gunzipAsync(body, options);
    case 'deflate':
      // Some servers send the raw stream, without the zlib header whose first byte ends in 8.
      return ((body[0] ?? 0) & 0x0f) === 8 ? inflateAsync(body, options) : inflateRawAsync(body, options);
    case 'br':
      return brotliAsync(body, { ...limit, finishFlush: constants.BROTLI_OPERATION_FLUSH });
    default:
      return body;
  }
}

/** An answer that is longer than `maxContentLength`, plain or decompressed. */
export function contentTooLong(config: InternalAxiosRequestConfig): Error {
  const message = `maxContentLength size of ${config.maxContentLength ?? -1} exceeded`;
  return new axios.AxiosError(message, axios.AxiosError.ERR_BAD_RESPONSE, config);
}

/** The encoding that `answer` has to be freed of, if there is one. */
function encodingOf(config: InternalAxiosRequestConfig, { body, headers }: Answer): string | undefined {
  const encoding = headers['content-encoding'];
  if (config.decompress === false || typeof encoding !== 'string' || body.length === 0) return undefined;
  return encoding.trim().toLowerCase();
}

async function decompress(config: InternalAxiosRequestConfig, encoding: string, { body }: Answer): Promise<Uint8Array> {
  try {
    return await decode(encoding, body, config.maxContentLength ?? -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw contentTooLong(config);
    throw axios.AxiosError.from(error, axios.AxiosError.ERR_BAD_RESPONSE, config);
  }
}

const byteOrderMark = 0xfeff;

function dataOf(config: InternalAxiosRequestConfig, body: Uint8Array): unknown {
  if (body.length === 0 && config.responseType !== 'arraybuffer') return '';
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (config.responseType === 'arraybuffer') return bytes;
  const { responseEncoding = 'utf8' } = config;
  const text = bytes.toString(Buffer.isEncoding(responseEncoding) ? responseEncoding : 'utf8');
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

function respond(
  config: InternalAxiosRequestConfig,
  answer: Answer,
  body: Uint8Array,
  watcher: DataWatcher | undefined,
): AxiosResponse {
  const { status, statusText } = answer;
  const headers = answerHeaders(config, answer.headers);
  if (body !== answer.body) headers.delete('content-encoding');
  const data = dataOf(config, body);
  watcher?.onData(data, body);
  const response: AxiosResponse = { data, status, statusText, headers, config };
  const { validateStatus } = config;
  if (!validateStatus || validateStatus(status)) return response;
  const code = status >= 400 && status < 500 ? axios.AxiosError.ERR_BAD_REQUEST : axios.AxiosError.ERR_BAD_RESPONSE;
  throw new axios.AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}

/** Told what data a response is going to have, and of which bytes it was made. */
export interface DataWatcher {
  onData(data: unknown, body: Uint8Array): void;
}

/** The axios response of an answer, at once unless it is compressed. @throws AxiosError when `validateStatus` refuses it */
export function toAxiosResponse(
  config: InternalAxiosRequestConfig,
  answer: Answer,
  watcher?: DataWatcher,
): AxiosResponse | Promise<AxiosResponse> {
  const encoding = encodingOf(config, answer);
  if (encoding === undefined) return respond(config, answer, answer.body, watcher);
  return decompress(config, encoding, answer).then((body) => respond(config, answer, body, watcher));
}

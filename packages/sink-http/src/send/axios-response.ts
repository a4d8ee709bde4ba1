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

async function decompress(config: InternalAxiosRequestConfig, answer: Answer): Promise<Uint8Array> {
  const { body, headers } = answer;
  const encoding = headers['content-encoding'];
  if (config.decompress === false || typeof encoding !== 'string' || body.length === 0) return body;
  try {
    return await decode(encoding.trim().toLowerCase(), body, config.maxContentLength ?? -1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw contentTooLong(config);
    throw axios.AxiosError.from(error, axios.AxiosError.ERR_BAD_RESPONSE, config);
  }
}

function dataOf(config: InternalAxiosRequestConfig, body: Uint8Array): unknown {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (config.responseType === 'arraybuffer') return bytes;
  const { responseEncoding = 'utf8' } = config;
  return bytes.toString(Buffer.isEncoding(responseEncoding) ? responseEncoding : 'utf8').replace(/^\uFEFF/, '');
}

/** The axios response of an answer. @throws AxiosError when `validateStatus` refuses it */
export async function toAxiosResponse(config: InternalAxiosRequestConfig, answer: Answer): Promise<AxiosResponse> {
  const { status, statusText } = answer;
  const headers = axios.AxiosHeaders.from({ ...answer.headers } as Record<string, string>);
  const body = await decompress(config, answer);
  if (body !== answer.body) headers.delete('content-encoding');
  const response: AxiosResponse = { data: dataOf(config, body), status, statusText, headers, config };
  const { validateStatus } = config;
  if (!validateStatus || validateStatus(status)) return response;
  const code = status >= 400 && status < 500 ? axios.AxiosError.ERR_BAD_REQUEST : axios.AxiosError.ERR_BAD_RESPONSE;
  throw new axios.AxiosError(`Request failed with status code ${status}`, code, config, undefined, response);
}

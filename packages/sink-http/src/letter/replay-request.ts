import { structuredJson, type DeadLetter, type JsonValue } from '@weir/core';
import type { HttpRequest } from '../request/http-request.js';
import { moveQueryToBody } from '../request/streampark-body.js';

/**
 * The record that sends a dead letter again, exactly as it was sent. Secret headers are not in a letter: they come from
 * the headers of the sink that replays.
 *
 * A malformed record is read again from its own text, so that it stays malformed until somebody corrects it.
 */
export function replayRequest(letter: DeadLetter): HttpRequest {
  if (letter.method === '') return rereadMalformed(letter);
  const { method, headers, body, key } = letter;
  return {
    url: sentUrl(letter),
    method,
    headers,
    ...(body !== undefined && { body }),
    ...(key !== undefined && { key }),
    replayOf: letter,
  };
}

/** A letter keeps the URL of the record; in the StreamPark mode its query was sent as the body and not as a query. */
export function sentUrl({ url, body }: DeadLetter): string {
  const moved = moveQueryToBody(url);
  return moved.kind === 'moved' && moved.body !== undefined && moved.body === body ? moved.url : url;
}

function rereadMalformed(letter: DeadLetter): HttpRequest {
  const { url, body } = letter;
  if (typeof body !== 'string' || body === url) return { url, replayOf: letter };
  try {
    return { ...(structuredJson.decode(JSON.parse(body) as JsonValue) as HttpRequest), replayOf: letter };
  } catch {
    // Not structured JSON, so the record was nothing that could be read back: it has no more than its URL.
    return { url, replayOf: letter };
  }
}

import type { Attempt, DeadLetter } from '@weir/core';
import { formatTable } from '../output/format-table.js';

const shownBody = 4_096;

/** A URL without user and password. */
export function showUrl(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1******@');
}

function showBody(body: string | Uint8Array): string {
  if (typeof body !== 'string') return `${body.byteLength} bytes, base64: ${cut(Buffer.from(body).toString('base64'))}`;
  return cut(body);
}

function cut(text: string): string {
  return text.length > shownBody ? `${text.slice(0, shownBody)}… (${text.length} characters)` : text;
}

const showTime = (ms: number): string => new Date(ms).toISOString();

function attemptRow({ at, durationMs, status, error, message, responseHead, retryAfter }: Attempt): string[] {
  const answer = [
    status === undefined ? `${error ?? 'no answer'}: ${message ?? ''}` : String(status),
    retryAfter === undefined ? '' : `Retry-After ${retryAfter}`,
    responseHead === undefined ? '' : JSON.stringify(responseHead),
  ];
  return [`  ${showTime(at)}`, `${durationMs} ms`, answer.filter((part) => part !== '').join(' ')];
}

/** One line of a list. */
export function letterRow({ id, lastAt, reason, detail, method, url }: DeadLetter): string[] {
  return [id, showTime(lastAt), reason, detail, `${method} ${showUrl(url)}`.trim()];
}

/** Everything that is known of a letter. */
export function formatLetter(letter: DeadLetter): string {
  const { key, contentType, body, headers, removedHeaders, attempts } = letter;
  const optional = (name: string, value: string | undefined) => (value === undefined ? [] : [[name, value]]);
  const rows = [
    ['id', letter.id],
    ['job', letter.job],
    ['sink', `${letter.sink}, subtask ${letter.subtask}`],
    ...optional('key', key),
    ['idempotency key', letter.idempotencyKey],
    ['reason', `${letter.reason}: ${letter.detail}`],
    ['first accepted', showTime(letter.firstAt)],
    ['given up', showTime(letter.lastAt)],
    ['request', `${letter.method} ${showUrl(letter.url)}`.trim()],
    ...Object.entries(headers).map(([name, value]) => ['header', `${name}: ${value}`]),
    ...removedHeaders.map((name) => ['header', `${name}: (secret, not kept)`]),
    ...optional('content type', contentType),
    ...optional('body', body === undefined ? undefined : showBody(body)),
    ['attempts', String(attempts.length)],
  ];
  return [formatTable(rows), formatTable(attempts.map(attemptRow))].filter((part) => part !== '').join('\n');
}

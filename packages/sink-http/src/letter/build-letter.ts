import { hash } from 'node:crypto';
import { recordId, type DeadLetter, type DeadLetterReason, type RecordScope } from '@weir/core';
import { redactHeaders } from '@weir/failover';
import { headerRecord, headerValue } from '../request/header-list.js';
import type { PreparedRequest } from '../request/prepared-request.js';
import type { Malformed } from '../request/split-url.js';
import type { HeldRecord } from '../writer/held-record.js';
import { readMalformed } from './read-malformed.js';
import { redactMalformed } from './redact-malformed.js';
import { withoutUserinfo } from './secret-mask.js';

/** What all letters of one writer have in common. */
export interface LetterScope extends RecordScope {
  readonly subtask: number;
  /** Headers that never go into a letter; lower case. */
  readonly secretHeaders: readonly string[];
  /** Name of the idempotency header, lower case; undefined when none is sent. */
  readonly idempotencyHeader: string | undefined;
}

/** Why a record was given up, and when (milliseconds since the epoch). */
export interface GivenUp {
  readonly reason: DeadLetterReason;
  readonly detail: string;
  readonly at: number;
}

/** What a letter takes from the record. */
interface Content {
  readonly method: string;
  readonly url: string;
  readonly body?: string | Uint8Array | undefined;
  readonly key?: string | undefined;
}

function contentOf({ record, request, key }: HeldRecord): Content {
  if (request.kind === 'malformed') {
    const { text, ...rest } = readMalformed(record);
    return { method: '', body: text, ...rest };
  }
  const { method, url, body } = request;
  return { method, url, body, key: request.key ?? key };
}

function letterBefore({ record, request }: HeldRecord): DeadLetter | undefined {
  return request.kind === 'malformed' ? readMalformed(record).replayOf : request.replayOf;
}

function contentId({ lineage }: HeldRecord, { method, url, body }: Content, scope: RecordScope): string {
  const digest = body === undefined ? '' : hash('sha256', body, 'hex');
  return recordId(scope, lineage, `${method} ${url}\n${digest}`);
}

/** The id of a held record: that of its letters. Made once, as it costs a hash. A replayed one keeps its letter's. */
export function idOf(held: HeldRecord, scope: RecordScope): string {
  return (held.id ??= letterBefore(held)?.id ?? contentId(held, contentOf(held), scope));
}

/**
 * What the target can tell a repeat of a held record by: what the record itself sets, else the record's id; when it is
 * replayed, that of its letter.
 */
export function idempotencyKeyOf(held: HeldRecord, scope: LetterScope): string {
  const { request } = held;
  const { idempotencyHeader: name, secretHeaders } = scope;
  const before = letterBefore(held)?.idempotencyKey;
  if (before !== undefined) return before;
  const own = name === undefined || request.kind === 'malformed' ? undefined : headerValue(request.headers, name);
  return own === undefined || secretHeaders.includes(name ?? '') ? idOf(held, scope) : own;
}

type RequestFields = Pick<DeadLetter, 'url' | 'headers' | 'removedHeaders' | 'contentType' | 'body'>;

/** What a letter says of the request, without secrets. */
function requestFields(request: PreparedRequest | Malformed, content: Content, scope: LetterScope): RequestFields {
  const { secretHeaders } = scope;
  if (request.kind === 'malformed') {
    const { url, text, removedHeaders } = redactMalformed(content.url, String(content.body), secretHeaders);
    return { url, headers: {}, removedHeaders, body: text };
  }
  const all = headerRecord(request.headers);
  const contentType = all['content-type'];
  return {
    url: withoutUserinfo(content.url),
    ...redactHeaders(all, secretHeaders),
    ...(contentType !== undefined && { contentType }),
    ...(content.body !== undefined && { body: content.body }),
  };
}

/** The letter of a record that was given up. */
export function buildLetter(held: HeldRecord, scope: LetterScope, givenUp: GivenUp): DeadLetter {
  const before = letterBefore(held);
  if (before) return continueLetter(before, held, givenUp);
  const content = contentOf(held);
  const { method, key } = content;
  return {
    id: idOf(held, scope),
    job: scope.job,
    sink: scope.sinkUid,
    subtask: scope.subtask,
    ...(key !== undefined && { key }),
    idempotencyKey: idempotencyKeyOf(held, scope),
    method,
    ...requestFields(held.request, content, scope),
    attempts: held.attempts,
    firstAt: held.acceptedAt,
    lastAt: givenUp.at,
    reason: givenUp.reason,
    detail: givenUp.detail,
  };
}

/**
 * The letter of a replayed record: the request as the record gave it, whatever the replay changed, so that the same
 * replay can be run again. Its attempts go on; when there was none, it is the same letter still.
 */
function continueLetter(before: DeadLetter, { attempts }: HeldRecord, { reason, detail, at }: GivenUp): DeadLetter {
  const unchanged = reason === 'abandoned' || before.reason === 'operator-failed';
  if (unchanged && attempts.length === 0) return before;
  // Ascends within one id, since it tells the versions of a letter apart.
  const lastAt = Math.max(at, before.lastAt + 1);
  return { ...before, attempts: [...before.attempts, ...attempts], lastAt, reason, detail };
}

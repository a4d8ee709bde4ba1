import { createHash } from 'node:crypto';
import { recordId, type DeadLetter, type DeadLetterReason, type RecordScope } from '@weir/core';
import { redactHeaders } from '@weir/failover';
import { headerRecord } from '../request/header-list.js';
import type { PreparedRequest } from '../request/prepare-request.js';
import type { Malformed } from '../request/split-url.js';
import type { HeldRecord } from '../writer/held-record.js';
import { readMalformed } from './read-malformed.js';
import { sentUrl } from './replay-request.js';

/** What all letters of one writer have in common. */
export interface LetterScope extends RecordScope {
  readonly subtask: number;
  /** Headers that never go into a letter; lower case. */
  readonly secretHeaders: readonly string[];
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
  readonly replayOf?: DeadLetter | undefined;
}

function contentOf(held: HeldRecord): Content {
  const { record, request, key } = held;
  if (request.kind === 'malformed') {
    const { text, ...rest } = readMalformed(record);
    // A letter that is replayed in vain keeps its body: wrapped in itself it would grow with each replay.
    return { method: '', body: rest.replayOf?.body ?? text, ...rest };
  }
  const { method, url, body, replayOf } = request;
  return { method, url, body, key: request.key ?? key, replayOf };
}

function contentId(held: HeldRecord, content: Content, scope: RecordScope): string {
  if (content.replayOf) return content.replayOf.id;
  const digest = content.body === undefined ? '' : createHash('sha256').update(content.body).digest('hex');
  return recordId(scope, held.lineage, `${content.method} ${content.url}\n${digest}`);
}

/** The id of a held record: that of its letters and, in time, its idempotency key. A replayed one keeps its letter's. */
export function idOf(held: HeldRecord, scope: RecordScope): string {
  return contentId(held, contentOf(held), scope);
}

type HeaderFields = Pick<DeadLetter, 'headers' | 'removedHeaders' | 'contentType'>;

/** @param removedBefore names of secret headers that a replayed record had once and may lack now */
function headerFields(
  request: PreparedRequest | Malformed,
  secretHeaders: readonly string[],
  removedBefore: readonly string[],
): HeaderFields {
  if (request.kind === 'malformed') return { headers: {}, removedHeaders: removedBefore };
  const all = headerRecord(request.headers);
  const { headers, removedHeaders } = redactHeaders(all, secretHeaders);
  const contentType = all['content-type'];
  return {
    headers,
    removedHeaders: [...new Set([...removedBefore, ...removedHeaders])],
    ...(contentType !== undefined && { contentType }),
  };
}

/** The letter of a record that was given up. A replayed record goes on with its letter: id, origin, attempts, first time. */
export function buildLetter(held: HeldRecord, scope: LetterScope, givenUp: GivenUp): DeadLetter {
  const content = contentOf(held);
  const { replayOf, key, body } = content;
  const id = contentId(held, content, scope);
  const { request } = held;
  return {
    id,
    job: replayOf?.job ?? scope.job,
    sink: replayOf?.sink ?? scope.sinkUid,
    subtask: replayOf?.subtask ?? scope.subtask,
    ...(key !== undefined && { key }),
    idempotencyKey: replayOf?.idempotencyKey ?? id,
    method: content.method,
    url: replayOf && sentUrl(replayOf) === content.url ? replayOf.url : content.url,
    ...headerFields(request, scope.secretHeaders, replayOf?.removedHeaders ?? []),
    ...(body !== undefined && { body }),
    attempts: [...(replayOf?.attempts ?? []), ...held.attempts],
    firstAt: replayOf?.firstAt ?? held.acceptedAt,
    // Ascends within one id, since it tells the versions of a letter apart.
    lastAt: Math.max(givenUp.at, (replayOf?.lastAt ?? -1) + 1),
    reason: givenUp.reason,
    detail: givenUp.detail,
  };
}

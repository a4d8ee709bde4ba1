import { lineageAt, type Attempt, type Batch, type DeadLetterReason, type Lineage } from '@weir/core';
import { readMalformed } from '../letter/read-malformed.js';
import type { HttpRecord } from '../request/http-request.js';
import type { PreparedRequest } from '../request/prepare-request.js';
import type { Malformed } from '../request/split-url.js';

/** A record that the writer has accepted and not settled. Nothing but a checkpoint reads the record itself after this. */
export interface HeldRecord<R extends PreparedRequest | Malformed = PreparedRequest | Malformed> {
  readonly record: HttpRecord;
  readonly request: R;
  readonly lineage: Lineage;
  readonly key: string | undefined;
  /** When it was accepted; milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** What it counts for in the byte bound. */
  readonly bytes: number;
  /** Its id, once somebody asked for it. */
  id: string | undefined;
  /** Attempts that did not deliver it, oldest first; one shared empty list until the first. */
  attempts: readonly Attempt[];
  /** When its next attempt is due, while it waits for one; milliseconds since the epoch. */
  dueAt: number | undefined;
  /** Why it was given up, once it was. */
  givenUp: { readonly reason: DeadLetterReason; readonly detail: string } | undefined;
}

/** A held record that is not malformed. */
export type Sendable = HeldRecord<PreparedRequest>;

export function isSendable(held: HeldRecord): held is Sendable {
  return held.request.kind === 'request';
}

const noAttempts: readonly Attempt[] = Object.freeze([]);

/** Record `index` of `batch` as the writer holds it from `acceptedAt` on. */
export function holdRecord<R extends PreparedRequest | Malformed>(
  batch: Batch<HttpRecord>,
  index: number,
  request: R,
  acceptedAt: number,
): HeldRecord<R> {
  const record = batch.values[index] as HttpRecord;
  return {
    record,
    request,
    lineage: lineageAt(batch, index),
    key: batch.keys?.[index],
    acceptedAt,
    bytes: heldBytes(record, request),
    id: undefined,
    attempts: noAttempts,
    dueAt: undefined,
    givenUp: undefined,
  };
}

/** What a checkpoint knows of a held record beside the record itself. */
export type HeldBefore = Pick<HeldRecord, 'lineage' | 'key' | 'acceptedAt' | 'attempts'> &
  Partial<Pick<HeldRecord, 'dueAt' | 'givenUp'>>;

/** A record that was held when a checkpoint was taken. */
export function holdAgain<R extends PreparedRequest | Malformed>(
  record: HttpRecord,
  request: R,
  before: HeldBefore,
): HeldRecord<R> {
  return {
    record,
    request,
    id: undefined,
    dueAt: undefined,
    givenUp: undefined,
    ...before,
    bytes: heldBytes(record, request),
  };
}

/** Bytes of URL and body; what else a record costs in memory is about the same for each. */
function heldBytes(record: HttpRecord, request: PreparedRequest | Malformed): number {
  if (request.kind === 'malformed') return readMalformed(record).text.length;
  const { path, body } = request;
  if (body === undefined) return path.length;
  return path.length + (typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
}

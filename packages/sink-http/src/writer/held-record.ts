import { lineageAt, type Attempt, type Batch, type DeadLetterReason, type Lineage } from '@weir/core';
import type { Linked } from '../linked-list.js';
import { readMalformed } from '../letter/read-malformed.js';
import type { HttpRecord } from '../request/http-request.js';
import type { PreparedRequest } from '../request/prepared-request.js';
import type { Malformed } from '../request/split-url.js';

/** What a checkpoint knows of a held record beside the record itself. */
export interface HeldBefore {
  readonly lineage: Lineage;
  readonly key: string | undefined;
  /** When it was accepted; milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** Attempts that did not deliver it, oldest first. */
  readonly attempts: readonly Attempt[];
  /** When its next attempt is due, while it waits for one; milliseconds since the epoch. */
  readonly dueAt?: number | undefined;
  /** Why it was given up, once it was. */
  readonly givenUp?: GivenUpBefore | undefined;
}

interface GivenUpBefore {
  readonly reason: DeadLetterReason;
  readonly detail: string;
}

/** One shared empty list for all records until their first attempt. */
const noAttempts: readonly Attempt[] = Object.freeze([]);

/**
 * A record that the writer has accepted and not settled. Nothing but a checkpoint reads the record itself after this.
 *
 * A class and not an object literal: V8 may decide to make the objects of a literal old at once ("pretenuring", when many
 * survived the start of a job), and then each that is long gone keeps its request and its id alive until the next full
 * collection. Young collections took twice as long.
 */
export class HeldRecord<R extends PreparedRequest | Malformed = PreparedRequest | Malformed>
  implements HeldBefore, Linked<HeldRecord>
{
  readonly record: HttpRecord;
  readonly request: R;
  readonly lineage: Lineage;
  readonly key: string | undefined;
  readonly acceptedAt: number;
  attempts: readonly Attempt[];
  dueAt: number | undefined;
  givenUp: GivenUpBefore | undefined;
  /** What it counts for in the byte bound. */
  readonly bytes: number;
  /** Its id, once somebody asked for it. */
  id: string | undefined = undefined;
  /** @internal */ previous: HeldRecord | undefined = undefined;
  /** @internal */ next: HeldRecord | undefined = undefined;

  constructor(record: HttpRecord, request: R, before: HeldBefore) {
    this.record = record;
    this.request = request;
    this.lineage = before.lineage;
    this.key = before.key;
    this.acceptedAt = before.acceptedAt;
    this.attempts = before.attempts;
    this.dueAt = before.dueAt;
    this.givenUp = before.givenUp;
    this.bytes = heldBytes(record, request);
  }
}

/** A held record that is not malformed. */
export type Sendable = HeldRecord<PreparedRequest>;

export function isSendable(held: HeldRecord): held is Sendable {
  return held.request.kind === 'request';
}

/** Record `index` of `batch` as the writer holds it from `acceptedAt` on. */
export function holdRecord<R extends PreparedRequest | Malformed>(
  batch: Batch<HttpRecord>,
  index: number,
  request: R,
  acceptedAt: number,
): HeldRecord<R> {
  const [lineage, key] = [lineageAt(batch, index), batch.keys?.[index]];
  return new HeldRecord(batch.values[index] as HttpRecord, request, { lineage, key, acceptedAt, attempts: noAttempts });
}

/** Bytes of URL and body; what else a record costs in memory is about the same for each. */
function heldBytes(record: HttpRecord, request: PreparedRequest | Malformed): number {
  if (request.kind === 'malformed') return readMalformed(record).text.length;
  const { path, body } = request;
  if (body === undefined) return path.length;
  return path.length + (typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
}

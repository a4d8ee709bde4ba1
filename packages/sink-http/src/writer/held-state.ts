import {
  structuredJson,
  type Attempt,
  type DeadLetterReason,
  type JsonValue,
  type Lineage,
  type StateUnit,
} from '@weir/core';
import { readMalformed } from '../letter/read-malformed.js';
import type { HttpRecord } from '../request/http-request.js';
import type { RequestPreparer } from '../request/prepare-request.js';
import { holdAgain, type HeldRecord } from './held-record.js';

/** A held record as a checkpoint keeps it. */
interface StoredHeld {
  readonly record: JsonValue;
  readonly lineage: Lineage;
  readonly acceptedAt: number;
  readonly attempts: readonly Attempt[];
  /** When its next attempt is due, if it waits for one; milliseconds since the epoch. */
  readonly dueAt?: number;
  /** Why it is on its way into the dead-letter store, if it is. */
  readonly givenUp?: { readonly reason: DeadLetterReason; readonly detail: string };
}

/** A malformed record can be anything; what the codec cannot carry goes as its letter would show it. */
function encodeRecord(record: HttpRecord): JsonValue {
  try {
    return structuredJson.encode(record, 'The sink');
  } catch {
    return readMalformed(record).text;
  }
}

/** `held` as plain data. */
export function toUnit(held: HeldRecord): StateUnit {
  const { record, lineage, acceptedAt, attempts, dueAt, givenUp, key } = held;
  const stored: StoredHeld = {
    record: encodeRecord(record),
    lineage,
    acceptedAt,
    attempts,
    ...(dueAt !== undefined && { dueAt }),
    ...(givenUp && { givenUp }),
  };
  // Plain data all through, which the type of an interface cannot say.
  return { ...(key !== undefined && { key }), value: stored as unknown as JsonValue };
}

/** The held record that `unit` was made of. */
export function fromUnit({ key, value }: StateUnit, preparer: RequestPreparer): HeldRecord {
  const { record, ...rest } = value as unknown as StoredHeld;
  const decoded = structuredJson.decode(record) as HttpRecord;
  return holdAgain(decoded, preparer.prepare(decoded), { key, ...rest });
}

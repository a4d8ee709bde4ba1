import {
  structuredJson,
  type Attempt,
  type DeadLetterReason,
  type JsonValue,
  type Lineage,
  type StateUnit,
} from '@weir/core';
import { readMalformed } from '../letter/read-malformed.js';
import { headerRecord } from '../request/header-list.js';
import type { HttpRecord, HttpRequest } from '../request/http-request.js';
import type { RequestPreparer } from '../request/prepare-request.js';
import type { PreparedRequest } from '../request/prepared-request.js';
import { malformed } from '../request/split-url.js';
import { HeldRecord } from './held-record.js';

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

/** The request as a record that asks for the same. */
function recordOf({ url, method, headers, body, key, replayOf }: PreparedRequest): HttpRequest {
  return {
    url,
    method,
    headers: headerRecord(headers),
    ...(body !== undefined && { body: typeof body === 'string' ? body : Buffer.from(body) }),
    ...(key !== undefined && { key }),
    ...(replayOf && { replayOf }),
  };
}

/** A record can be anything: what the codec cannot carry goes as it is sent, or as its letter would show it. */
function encodeRecord({ record, request }: HeldRecord): JsonValue {
  try {
    return structuredJson.encode(record, 'The sink');
  } catch {
    if (request.kind === 'malformed') return readMalformed(record).text;
    return structuredJson.encode(recordOf(request), 'The sink');
  }
}

/** `held` as plain data. */
export function toUnit(held: HeldRecord): StateUnit {
  const { lineage, acceptedAt, attempts, dueAt, givenUp, key } = held;
  const stored: StoredHeld = {
    record: encodeRecord(held),
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
  const { reason, detail } = rest.givenUp ?? {};
  // It may look like a request: what would have become one is not known.
  const request = reason === 'operator-failed' ? malformed(detail ?? '') : preparer.prepare(decoded);
  return new HeldRecord(decoded, request, { key, ...rest });
}

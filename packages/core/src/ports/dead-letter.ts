/** Why an attempt failed when there was no answer, as a class that programs can match. */
export const networkErrors = [
  'timeout',
  'connection-refused',
  'connection-reset',
  'dns',
  'tls',
  'protocol',
  'host-refused',
  'network',
] as const;

/**
 * See {@link networkErrors}; `host-refused` is a host that the sink's configuration forbids, `network` every other
 * failure of the connection.
 */
export type NetworkError = (typeof networkErrors)[number];

/** One try to deliver. */
export interface Attempt {
  /** Start, milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** Class of the failure, when there was none. */
  readonly error?: NetworkError;
  /** The failure in words. */
  readonly message?: string;
  /** First bytes of the answer's body, as text; at most 1 KiB. */
  readonly responseHead?: string;
  /** The answer's Retry-After header as it was. */
  readonly retryAfter?: string;
}

/**
 * Why a record became a letter.
 *
 * - `malformed-record`: no request could be made of the record; it was never sent;
 * - `operator-failed`: a user function kept failing on the record; no request was ever made of it;
 * - `rejected`: the answer says that a retry would not help (most 4xx);
 * - `unexpected-success`: a 2xx that `successCode` does not list; the target probably took it;
 * - `host-refused`: the configuration forbids its host or address; nothing was sent;
 * - `retries-exhausted`: the last attempt failed as well; its class stands in the last attempt;
 * - `key-given-up`: the sink keeps the order of each key, and an earlier record of the same key was given up;
 * - `abandoned`: the job was stopped before the record could be delivered.
 */
export const deadLetterReasons = [
  'malformed-record',
  'operator-failed',
  'rejected',
  'unexpected-success',
  'host-refused',
  'retries-exhausted',
  'key-given-up',
  'abandoned',
] as const;

/** See {@link deadLetterReasons}. */
export type DeadLetterReason = (typeof deadLetterReasons)[number];

/** A record that could not be delivered, with everything needed to understand it and to send it again. */
export interface DeadLetter {
  /** The record's id (see `recordId`): the same each time this record fails. */
  readonly id: string;
  readonly job: string;
  /** uid of the sink node. */
  readonly sink: string;
  readonly subtask: number;
  /** Key of the record, when the stream was keyed or the request had one. */
  readonly key?: string;
  /** Sent with each attempt and each replay, so that the target can tell a repeat. */
  readonly idempotencyKey: string;
  /** HTTP method in capitals; empty when the record was malformed. */
  readonly method: string;
  /** The URL as the record gave it; empty when it gave none. */
  readonly url: string;
  /** Request headers in lower case, without those named in `removedHeaders`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers that were left out because they are secret. */
  readonly removedHeaders: readonly string[];
  readonly contentType?: string;
  /** Request body as it is; for a record that was no request, the record itself. */
  readonly body?: string | Uint8Array;
  /** Every attempt, oldest first, replays included. */
  readonly attempts: readonly Attempt[];
  /** When the record was accepted first; milliseconds since the epoch. */
  readonly firstAt: number;
  /** When it was given up last; milliseconds since the epoch. Orders letters of one id, and resolutions. */
  readonly lastAt: number;
  readonly reason: DeadLetterReason;
  /** The reason in words, for example `404 Not Found`. */
  readonly detail: string;
}

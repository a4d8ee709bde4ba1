import type { DeadLetter } from '@weir/core';
import { createHash } from 'node:crypto';

/** What StreamPark stores of a record that failed, whatever the store. */
export interface StreamParkRecord {
  /** The record: for HTTP its URL. */
  readonly text: string;
  /** When it was stored; milliseconds since the epoch. */
  readonly at: number;
}

/** What the id of a {@link streamParkLetter} begins with. */
export const streamParkIdPrefix = 'streampark-';

/**
 * A letter of what StreamPark wrote. Method, headers and attempts are unknown and so empty; whoever replays it gives
 * them.
 *
 * @param position tells the record from an equal one in the same store: its id is made of `record` and `position`
 */
export function streamParkLetter(record: StreamParkRecord, position: string): DeadLetter {
  const { text, at } = record;
  const id = streamParkId(record, position);
  return {
    id,
    job: '',
    sink: '',
    subtask: 0,
    idempotencyKey: id,
    method: '',
    url: text,
    headers: {},
    removedHeaders: [],
    attempts: [],
    firstAt: at,
    lastAt: at,
    reason: 'retries-exhausted',
    detail: 'Stored without its method, headers and attempts, as StreamPark does.',
  };
}

/** The id of {@link streamParkLetter}. */
export function streamParkId({ text, at }: StreamParkRecord, position: string): string {
  return streamParkIdPrefix + createHash('sha256').update(`${at}\n${position}\n${text}`).digest('hex').slice(0, 32);
}

/** Whether `id` is of a {@link streamParkLetter}. */
export function isStreamParkId(id: string): boolean {
  return id.startsWith(streamParkIdPrefix);
}

/** What StreamPark would have stored of `letter`: its URL, or the record itself where that made no request. */
export function toStreamParkRecord({ reason, url, body, lastAt }: DeadLetter): StreamParkRecord {
  const wasRequest = reason !== 'malformed-record' && reason !== 'operator-failed';
  if (wasRequest || body === undefined) return { text: url, at: lastAt };
  return { text: typeof body === 'string' ? body : Buffer.from(body).toString(), at: lastAt };
}

import { STATUS_CODES } from 'node:http';
import type { Attempt } from '@weir/core';
import type { Answered, SendResult } from '../send/http-transport.js';

/** How much of an answer's body goes into a letter, for each attempt. */
const letterHeadBytes = 1024;

/** The Retry-After header of an answer; the first one, when there are several. */
export function retryAfterOf({ headers }: Answered): string | undefined {
  const value = headers['retry-after'];
  return typeof value === 'object' ? value[0] : value;
}

/**
 * An attempt as it stands in a letter.
 *
 * @param at and `until`: milliseconds since the epoch
 * @param mask takes the secrets of the request out of the answer
 */
export function toAttempt(result: SendResult, at: number, until: number, mask: (text: string) => string): Attempt {
  // The date can be set back meanwhile; a duration is never negative.
  const time = { at, durationMs: Math.max(0, until - at) };
  if (result.kind === 'failed') return { ...time, error: result.error, message: result.message };
  const retryAfter = retryAfterOf(result);
  return {
    ...time,
    status: result.status,
    ...(result.bodyHead.length > 0 && {
      responseHead: mask(Buffer.from(result.bodyHead.subarray(0, letterHeadBytes)).toString()),
    }),
    ...(retryAfter !== undefined && { retryAfter }),
  };
}

/** A result in words: `404 Not Found`, or `timeout: no complete answer within 2000 ms`. */
export function describeResult(result: SendResult): string {
  if (result.kind === 'failed') return `${result.error}: ${result.message}`;
  return `${result.status} ${STATUS_CODES[result.status] ?? ''}`.trimEnd();
}

/** The result of the last of several attempts in words: `503 Service Unavailable after 4 attempts`. */
export function describeLast(result: SendResult, attempts: number): string {
  return `${describeResult(result)} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
}

/** A result after which the record was given up at once: `404 Not Found`, or `200 OK: ` and why that is no success. */
export function describeRejection(result: SendResult, detail: string | undefined): string {
  return detail === undefined ? describeResult(result) : `${describeResult(result)}: ${detail}`;
}

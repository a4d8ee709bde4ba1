import type { NetworkError } from '@weir/core';
import type { WireRequest } from '../request/wire-request.js';

/** Headers of an answer, names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The target answered; what that means is for the outcome table to say. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** First bytes of the body, at most {@link headBytes}. */
  readonly bodyHead: Uint8Array;
}

/** There was no whole answer. */
export interface Failed {
  readonly kind: 'failed';
  readonly error: NetworkError;
  readonly message: string;
  /** What was thrown, when something was. */
  readonly cause?: unknown;
}

/** How one attempt ended. A status is never a failure here. */
export type SendResult = Answered | Failed;

/** How much of an answer's body is kept; the rest is read and dropped, so that the connection can be used again. */
export const headBytes = 16 * 1024;

/**
 * Sends requests, one attempt each: no retries, no redirects, no cookies. The timeout, which spans connecting, sending
 * and the whole answer, is the transport's own.
 *
 * Callbacks and not promises, because this is on the way of every record.
 */
export interface HttpTransport {
  /** Calls `done` exactly once, also after `close`; possibly before `send` returns. Never throws. */
  send(request: WireRequest, done: (result: SendResult) => void): void;
  /** Fails what is in flight and closes every connection. Idempotent. */
  close(): Promise<void>;
}

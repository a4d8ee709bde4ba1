import type { Answer } from './answer.js';
import type { SeenRequest } from './seen-request.js';

/** How much an endpoint remembers: every request, counters per identity, or totals only (flat memory). */
export type LedgerDetail = 'all' | 'identities' | 'counts';

/** A request and what became of it. */
export interface Exchange {
  readonly request: SeenRequest;
  readonly answer: Answer;
  /** Whether the endpoint did what the request asks for. */
  readonly taken: boolean;
  /** `answered`: all that the answer says was done; `gone`: the connection ended before that. */
  readonly state: 'open' | 'answered' | 'gone';
}

/** What is known of one identity. */
export interface IdentityCount {
  /** Requests that arrived. */
  readonly seen: number;
  /** Requests that were taken; above 1 are duplicates. */
  readonly taken: number;
  /** What each of them got, oldest first: a status (`503`) or the kind of the answer (`reset`). */
  readonly answers: readonly string[];
}

/** Totals of an endpoint. */
export interface EndpointCounts {
  /** Connections that were accepted. */
  readonly connections: number;
  /** Requests that arrived completely. */
  readonly requests: number;
  /** Requests that were taken, duplicates included. */
  readonly taken: number;
  /** Requests that wait for `Endpoint.release()` now. */
  readonly held: number;
  /** Requests whose answer is not complete and whose connection is not gone; held ones included. */
  readonly open: number;
  /** What was not HTTP and got a 400. */
  readonly malformed: number;
  /** Requests by status of the answer (`503`) or kind of it (`reset`). */
  readonly answers: Readonly<Record<string, number>>;
}

/** What an endpoint truly received. */
export interface EndpointLedger {
  readonly detail: LedgerDetail;
  /** The totals at this moment. */
  readonly counts: EndpointCounts;
  /** Every request in the order of arrival. Throws a RangeError unless the endpoint keeps all. */
  readonly exchanges: readonly Exchange[];
  /** Counters by identity, in the order of first arrival. Throws a RangeError when the endpoint keeps counts only. */
  readonly identities: ReadonlyMap<string, IdentityCount>;
  /** The ledger in words, for messages. */
  describe(): string;
}

import type { Outcome } from './classify-outcome.js';
import type { StatusRange } from './status-codes.js';

/** One line of the table: answers with these statuses, or attempts without an answer, end like this. */
export interface OutcomeRule {
  readonly statuses: readonly StatusRange[] | 'no answer';
  readonly outcome: Outcome;
  readonly why: string;
}

/** Rules in order; the first that fits counts. Every status and every failure fits one. */
export type OutcomeTable = readonly OutcomeRule[];

const delivered: Outcome = Object.freeze({ kind: 'delivered' });
const retry: Outcome = Object.freeze({ kind: 'retry' });
const rejected: Outcome = Object.freeze({ kind: 'reject', reason: 'rejected' });
const unexpected: Outcome = Object.freeze({ kind: 'reject', reason: 'unexpected-success' });

const only = (...statuses: readonly number[]): readonly StatusRange[] =>
  statuses.map((status) => ({ first: status, last: status }));
const hundred = (digit: number): readonly StatusRange[] => [{ first: digit * 100, last: digit * 100 + 99 }];

/** What counts as success: the listed statuses and nothing else, or every 2xx when there is no list. */
function successRules(successCode: readonly StatusRange[] | undefined): OutcomeTable {
  if (successCode === undefined) {
    return [{ statuses: hundred(2), outcome: delivered, why: 'the target says that it took the request' }];
  }
  return [
    { statuses: successCode, outcome: delivered, why: 'listed in successCode' },
    {
      statuses: hundred(2),
      outcome: unexpected,
      why: 'not listed in successCode; not sent again, because the target probably took it',
    },
  ];
}

/** The rules that are the same in every sink: RFC 9110 §15, RFC 6585 (429) and RFC 8470 (425) say what they mean. */
const commonRules: OutcomeTable = [
  { statuses: only(408, 425, 429), outcome: retry, why: 'the target asks for another try' },
  { statuses: only(501, 505), outcome: rejected, why: 'the target can never do this' },
  { statuses: hundred(5), outcome: retry, why: 'the target or something in front of it failed' },
  { statuses: hundred(3), outcome: rejected, why: 'redirects are not followed' },
  { statuses: hundred(4), outcome: rejected, why: 'the request is wrong and stays so' },
  { statuses: [{ first: 0, last: 999 }], outcome: rejected, why: 'not a final status of HTTP' },
  { statuses: 'no answer', outcome: retry, why: 'timeout, connection, DNS, TLS or protocol failure' },
];

/** The table that a sink goes by. @param successCode the key of that name, undefined when it is not set */
export function outcomeTable(successCode?: readonly StatusRange[]): OutcomeTable {
  return Object.freeze([...successRules(successCode), ...commonRules]);
}

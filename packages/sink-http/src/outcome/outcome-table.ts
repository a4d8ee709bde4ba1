import { networkErrors, type NetworkError } from '@weir/core';
import type { Outcome } from './classify-outcome.js';
import { noConditions, type OutcomeConditions } from './outcome-conditions.js';
import type { StatusRange } from './status-codes.js';

/** One line of the table: answers with these statuses, and attempts that failed like this, end like this. */
export interface OutcomeRule extends OutcomeConditions {
  readonly outcome: Outcome;
  readonly why: string;
}

/** Rules in order; the first that fits counts. Every status and every failure fits one. */
export type OutcomeTable = readonly OutcomeRule[];

/** What a sink's keys say about outcomes. */
export interface OutcomeSettings {
  /** The statuses that mean delivered, and no others; undefined is every 2xx. */
  readonly successCode?: readonly StatusRange[] | undefined;
  readonly delivered?: OutcomeConditions | undefined;
  readonly retry?: OutcomeConditions | undefined;
  readonly reject?: OutcomeConditions | undefined;
}

const delivered: Outcome = Object.freeze({ kind: 'delivered' });
const retry: Outcome = Object.freeze({ kind: 'retry' });
const rejected: Outcome = Object.freeze({ kind: 'reject', reason: 'rejected' });
const unexpected: Outcome = Object.freeze({ kind: 'reject', reason: 'unexpected-success' });

const refused: Outcome = Object.freeze({ kind: 'reject', reason: 'host-refused' });

const answers = (statuses: readonly StatusRange[]): OutcomeConditions => ({ ...noConditions, statuses });
const only = (...statuses: readonly number[]): OutcomeConditions =>
  answers(statuses.map((status) => ({ first: status, last: status })));
const hundred = (digit: number): OutcomeConditions => answers([{ first: digit * 100, last: digit * 100 + 99 }]);

/** What counts as success: the listed statuses and nothing else, or every 2xx when there is no list. */
function successRules(successCode: readonly StatusRange[] | undefined): OutcomeTable {
  if (successCode === undefined) {
    return [{ ...hundred(2), outcome: delivered, why: 'the target says that it took the request' }];
  }
  return [
    { ...answers(successCode), outcome: delivered, why: 'listed in successCode' },
    {
      ...hundred(2),
      outcome: unexpected,
      why: 'not listed in successCode; not sent again, because the target probably took it',
    },
  ];
}

/** The rules that are the same in every sink: RFC 9110 §15, RFC 6585 (429) and RFC 8470 (425) say what they mean. */
const commonRules: OutcomeTable = [
  { ...only(408, 425, 429), outcome: retry, why: 'the target asks for another try' },
  { ...only(501, 505), outcome: rejected, why: 'the target can never do this' },
  { ...hundred(5), outcome: retry, why: 'the target or something in front of it failed' },
  { ...hundred(3), outcome: rejected, why: 'redirects are not followed' },
  { ...hundred(4), outcome: rejected, why: 'the request is wrong and stays so' },
  { ...answers([{ first: 0, last: 999 }]), outcome: rejected, why: 'not a final status of HTTP' },
  {
    ...noConditions,
    errors: ['host-refused'],
    outcome: refused,
    why: 'http.sink.security forbids the host; nothing was sent',
  },
  {
    ...noConditions,
    errors: networkErrors,
    outcome: retry,
    why: 'timeout, connection, DNS, TLS or protocol failure',
  },
];

const width = ({ first, last }: StatusRange): number => last - first;

/** The rules of the three lists, narrowest range first: `409` in one list wins over `4xx` in another. */
function listedRules({ delivered: yes, retry: again, reject: no }: OutcomeSettings): OutcomeTable {
  const lists = [
    ['delivered', delivered, yes],
    ['retry', retry, again],
    ['reject', rejected, no],
  ] as const;
  const rules = lists.flatMap(([name, outcome, conditions]): OutcomeRule[] => {
    const { statuses, errors }: OutcomeConditions = conditions ?? noConditions;
    const why = `listed in outcome.${name}`;
    return [
      ...statuses.map((range) => ({ statuses: [range], errors: [], outcome, why })),
      ...errors.map((error: NetworkError) => ({ statuses: [], errors: [error], outcome, why })),
    ];
  });
  return rules.sort((a, b) => narrowness(a) - narrowness(b));
}

function narrowness({ statuses: [range] }: OutcomeRule): number {
  return range === undefined ? 0 : width(range);
}

/** The table that a sink goes by. `successCode` wins over the lists, the lists over everything else. */
export function outcomeTable(settings: OutcomeSettings = {}): OutcomeTable {
  const success = successRules(settings.successCode);
  const listed = listedRules(settings);
  // Without successCode, 2xx is only what counts when nobody says otherwise.
  if (settings.successCode === undefined) return Object.freeze([...listed, ...success, ...commonRules]);
  return Object.freeze([...success.slice(0, 1), ...listed, ...success.slice(1), ...commonRules]);
}

import type { NetworkError } from '@weir/core';
import type { SendResult } from '../send/http-transport.js';
import type { OutcomeRule, OutcomeTable } from './outcome-table.js';

/** What an attempt means for its record. Whether a retry takes place is for the retry policy to say. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** `afterMs`: what the answer asks to wait, as its Retry-After would; it wins over that header. */
  | { readonly kind: 'retry'; readonly afterMs?: number }
  /** `detail`: why, in words, for the dead letter; default the status. */
  | {
      readonly kind: 'reject';
      readonly reason: 'rejected' | 'unexpected-success' | 'host-refused';
      readonly detail?: string;
    };

/** Says what attempts mean, by an {@link OutcomeTable}. */
export type OutcomeClassifier = (result: SendResult) => Outcome;

function fits({ statuses, errors }: OutcomeRule, event: number | NetworkError): boolean {
  if (typeof event !== 'number') return errors.includes(event);
  return statuses.some(({ first, last }) => event >= first && event <= last);
}

function outcomeOf(table: OutcomeTable, event: number | NetworkError): Outcome {
  const rule = table.find((candidate) => fits(candidate, event));
  if (rule === undefined) throw new RangeError(`The outcome table has no rule for ${event}.`);
  return rule.outcome;
}

/** Makes the classifier of `table`: every status is looked up once, here, and never on the way of a record. */
export function createClassifier(table: OutcomeTable): OutcomeClassifier {
  const byStatus = Array.from({ length: 1_000 }, (_, status) => outcomeOf(table, status));
  return (result) => {
    if (result.kind === 'failed') return outcomeOf(table, result.error);
    return byStatus[result.status] ?? outcomeOf(table, 'protocol');
  };
}

import type { SendResult } from '../send/http-transport.js';
import type { OutcomeRule, OutcomeTable } from './outcome-table.js';

/** What an attempt means for its record. Whether a retry takes place is for the retry policy to say. */
export type Outcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'reject'; readonly reason: 'rejected' | 'unexpected-success' };

/** Says what attempts mean, by an {@link OutcomeTable}. */
export type OutcomeClassifier = (result: SendResult) => Outcome;

function ruleFor(table: OutcomeTable, status: number | 'no answer'): OutcomeRule {
  const rule = table.find(({ statuses }) => {
    if (statuses === 'no answer' || status === 'no answer') return statuses === status;
    return statuses.some(({ first, last }) => status >= first && status <= last);
  });
  if (rule === undefined) throw new RangeError(`The outcome table has no rule for ${status}.`);
  return rule;
}

/** Makes the classifier of `table`: every status is looked up once, here, and never on the way of a record. */
export function createClassifier(table: OutcomeTable): OutcomeClassifier {
  const byStatus = Array.from({ length: 1_000 }, (_, status) => ruleFor(table, status).outcome);
  const unanswered = ruleFor(table, 'no answer').outcome;
  return (result) => (result.kind === 'answered' ? (byStatus[result.status] ?? unanswered) : unanswered);
}

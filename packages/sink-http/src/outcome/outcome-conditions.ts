import { networkErrors, type NetworkError } from '@weir/core';
import { formatStatusCodes, parseStatusCodes, type StatusRange } from './status-codes.js';

/** What an attempt can come to: answers with these statuses, or these failures of the connection. */
export interface OutcomeConditions {
  readonly statuses: readonly StatusRange[];
  readonly errors: readonly NetworkError[];
}

/** Fits nothing. */
export const noConditions: OutcomeConditions = Object.freeze({ statuses: [], errors: [] });

/** What {@link parseConditions} takes, for messages. */
export const conditionsSyntax =
  'a list of statuses from 100 to 599, ranges such as 5xx or 520-529, and failures ' +
  `(${networkErrors.join(', ')}), separated by commas`;

const isError = (text: string): text is NetworkError => (networkErrors as readonly string[]).includes(text);

/** The conditions of a list such as `409, 5xx, timeout`, or undefined when it is none or empty. */
export function parseConditions(text: string): OutcomeConditions | undefined {
  const parts = text.split(',').map((part) => part.trim().toLowerCase());
  const errors = parts.filter(isError);
  const rest = parts.filter((part) => !isError(part));
  if (rest.length === 0) return { statuses: [], errors };
  const statuses = parseStatusCodes(rest.join(','));
  return statuses && { statuses, errors };
}

/** As a user writes it: `409, 5xx, timeout`. */
export function formatConditions({ statuses, errors }: OutcomeConditions): string {
  if (errors.length === networkErrors.length) return 'no answer';
  return [...(statuses.length > 0 ? [formatStatusCodes(statuses)] : []), ...errors].join(', ');
}

function overlaps(a: StatusRange, b: StatusRange): boolean {
  const narrower = a.last - a.first !== b.last - b.first;
  return !narrower && a.first <= b.last && b.first <= a.last;
}

/** What two lists both claim, so that nobody could say which counts; undefined when there is nothing. */
export function contradiction(a: OutcomeConditions, b: OutcomeConditions): string | undefined {
  const range = a.statuses.find((one) => b.statuses.some((other) => overlaps(one, other)));
  return range ? formatStatusCodes([range]) : a.errors.find((error) => b.errors.includes(error));
}

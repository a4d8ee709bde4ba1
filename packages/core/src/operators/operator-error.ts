import { inspect } from 'node:util';
import type { ErrorCode } from '../errors/error-table.js';
import { describeError, isWeirError, WeirError } from '../errors/weir-error.js';
import { describeRecord, lineageAt, type Batch } from '../record/batch.js';

/** How much of a record a message shows. */
const shownCharacters = 200;

/** Who runs a user function, for messages: `map "parse"`. */
export type OperatorLabel = string;

/** A record as a message shows it: its lineage and the beginning of its value. */
export function showRecord(batch: Batch<unknown>, index: number): string {
  const text = inspect(batch.values[index], { depth: 2, breakLength: Infinity, maxStringLength: shownCharacters });
  const short = text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
  return `${describeRecord(lineageAt(batch, index))}: ${short}`;
}

/** Errors of Weir that name operator and record themselves. */
const complete: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OPERATOR_FAILED',
  'OPERATOR_INVALID_KEY',
  'OPERATOR_RETURNED_PROMISE',
  'OPERATOR_TIMEOUT',
]);

/** The error of a user function that threw on record `index`; one that names operator and record is passed on. */
export function operatorError(label: OperatorLabel, batch: Batch<unknown>, index: number, cause: unknown): WeirError {
  if (isWeirError(cause) && complete.has(cause.code)) return cause;
  return new WeirError('OPERATOR_FAILED', `${label} failed on ${showRecord(batch, index)}. ${describeError(cause)}`, {
    cause,
    details: { operator: label, record: describeRecord(lineageAt(batch, index)) },
  });
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** Refuses a promise where a value belongs. @throws OPERATOR_RETURNED_PROMISE */
export function refusePromise(label: OperatorLabel, batch: Batch<unknown>, index: number, result: unknown): void {
  if (typeof result !== 'object' || !isPromiseLike(result)) return;
  const refusal = new WeirError(
    'OPERATOR_RETURNED_PROMISE',
    `${label} returned a promise for ${showRecord(batch, index)}. Use mapAsync() for asynchronous functions.`,
    { details: { operator: label } },
  );
  // The promise is not ours to await; a rejection of it must not end the process before the refusal is told.
  result.then(undefined, (cause: unknown) => (refusal.cause ??= cause));
  throw refusal;
}

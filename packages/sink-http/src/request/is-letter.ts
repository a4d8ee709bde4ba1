import type { DeadLetter } from '@weir/core';
import { isHeaderObject } from './header-list.js';

/** Whether `value`, which came with a record, has what every letter has: the sink goes on with it. */
export function isLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null) return false;
  const letter = value as Partial<DeadLetter>;
  // Once for each replayed record, so without lists to go through.
  return (
    isText(letter.id) &&
    isText(letter.job) &&
    isText(letter.sink) &&
    isText(letter.idempotencyKey) &&
    isText(letter.method) &&
    isText(letter.url) &&
    Number.isFinite(letter.subtask) &&
    Number.isFinite(letter.firstAt) &&
    Number.isFinite(letter.lastAt) &&
    Array.isArray(letter.attempts) &&
    Array.isArray(letter.removedHeaders) &&
    isHeaderObject(letter.headers)
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

import type { DeadLetter } from '@weir/core';
import { isHeaderObject } from './header-list.js';

/** Whether `value`, which came with a record, has what every letter has: the sink goes on with it. */
export function isLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null) return false;
  const letter = value as Partial<DeadLetter>;
  const { id, job, sink, idempotencyKey, method, url, attempts, removedHeaders } = letter;
  const { headers, subtask, firstAt, lastAt } = letter;
  return (
    [id, job, sink, idempotencyKey, method, url].every((text) => typeof text === 'string') &&
    [subtask, firstAt, lastAt].every(Number.isFinite) &&
    [attempts, removedHeaders].every(Array.isArray) &&
    isHeaderObject(headers)
  );
}

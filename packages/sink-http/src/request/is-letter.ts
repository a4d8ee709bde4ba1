import type { DeadLetter } from '@weir/core';

/** Whether `value`, which came with a record, has what the sink goes on with of a letter. */
export function isLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null) return false;
  const { id, idempotencyKey, url, attempts, removedHeaders } = value as Partial<DeadLetter>;
  return (
    [id, idempotencyKey, url].every((text) => typeof text === 'string') &&
    [attempts, removedHeaders].every(Array.isArray)
  );
}

import type { DeadLetter } from '@weir/core';

/** 2024-05-01T00:00:00Z: sample letters are counted on from here. */
export const sampleTime = Date.UTC(2024, 4, 1);

/** A letter with every required field filled; `number` makes id, URL and times of its own, `fields` replace any. */
export function sampleLetter(number: number, fields: Partial<DeadLetter> = {}): DeadLetter {
  const lastAt = sampleTime + number * 1000;
  return {
    id: `letter-${String(number).padStart(6, '0')}`,
    job: 'orders',
    sink: 'orders-http',
    subtask: 0,
    idempotencyKey: `key-${number}`,
    method: 'POST',
    url: `http://127.0.0.1:8080/orders?number=${number}`,
    headers: { 'content-type': 'application/json' },
    removedHeaders: ['authorization'],
    attempts: [{ at: lastAt - 20, durationMs: 12, status: 500, responseHead: 'out of order', retryAfter: '1' }],
    firstAt: lastAt - 50,
    lastAt,
    reason: 'retries-exhausted',
    detail: '500 Internal Server Error',
    ...fields,
  };
}

/** Sample letters `from` to `to`, `to` left out. */
export function sampleLetters(from: number, to: number): DeadLetter[] {
  return Array.from({ length: to - from }, (_, index) => sampleLetter(from + index));
}

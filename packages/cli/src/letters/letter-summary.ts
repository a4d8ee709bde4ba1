import type { DeadLetter } from '@weir/core';
import { hostOf } from '@weir/failover';
import { showUrl } from './format-letter.js';

/** A letter as one line of JSON, without headers and body: what a list shows. Times are milliseconds since the epoch. */
export function letterSummary(letter: DeadLetter): string {
  const { id, job, sink, key, reason, detail, method, url, attempts, firstAt, lastAt } = letter;
  const { status, error } = attempts.at(-1) ?? {};
  const [time, host] = [new Date(lastAt).toISOString(), hostOf(url)];
  const request = { method, url: showUrl(url), host };
  return JSON.stringify({
    id,
    time,
    reason,
    detail,
    status,
    error,
    ...request,
    job,
    sink,
    key,
    attempts: attempts.length,
    firstAt,
    lastAt,
  });
}

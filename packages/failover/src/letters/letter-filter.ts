import type { DeadLetter, LetterFilter } from '@weir/core';
import type { LetterPosition } from './letter-cursor.js';

/** The host of `url` with its port, as written there; empty when it has none. */
export function hostOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(url)?.[1] ?? '';
}

/** The part of {@link matchesFilter} that needs no more than the position: spares reading the letter. */
export function matchesPosition({ id, lastAt }: LetterPosition, filter: LetterFilter): boolean {
  return (
    (filter.ids === undefined || filter.ids.includes(id)) &&
    lastAt >= (filter.since ?? -Infinity) &&
    lastAt < (filter.until ?? Infinity)
  );
}

/** Whether `letter` is one that `filter` asks for; every part that is given must match. */
export function matchesFilter(letter: DeadLetter, filter: LetterFilter): boolean {
  const matches = <T>(wanted: T | undefined, actual: T | undefined): boolean =>
    wanted === undefined || wanted === actual;
  return (
    matchesPosition(letter, filter) &&
    matches(filter.job, letter.job) &&
    matches(filter.sink, letter.sink) &&
    matches(filter.host, hostOf(letter.url)) &&
    matches(filter.status, letter.attempts.at(-1)?.status) &&
    matches(filter.reason, letter.reason) &&
    matches(filter.key, letter.key)
  );
}

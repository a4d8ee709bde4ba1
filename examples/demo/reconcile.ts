import type { DeadLetter } from '@weir/core';
import type { IdentityCount } from '@weir/testing';

/** What the endpoint knows of each record, by the path of its URL. */
export type EndpointLog = ReadonlyMap<string, IdentityCount>;

/** Where the two sides disagree, in words; empty when every record is where it should be. */
export type Disagreements = readonly string[];

const pathOf = (letter: DeadLetter): string => new URL(letter.url).pathname;

/**
 * Compares what the job left behind with the endpoint's own log, record by record: a record was taken by the endpoint
 * or is an open letter, a letter's last answer is the one that the log has, and nothing else was sent.
 */
export function reconcile(records: readonly string[], letters: readonly DeadLetter[], log: EndpointLog): Disagreements {
  const lettersByPath = new Map(letters.map((letter) => [pathOf(letter), letter]));
  const known = new Set(records);
  return [
    ...records.flatMap((path) => disagreement(path, lettersByPath.get(path), log.get(path))),
    ...[...log.keys(), ...lettersByPath.keys()]
      .filter((path) => !known.has(path))
      .map((path) => `${path}: nobody sent such a record`),
  ];
}

function disagreement(path: string, letter: DeadLetter | undefined, logged: IdentityCount | undefined): Disagreements {
  if (!letter) return logged && logged.taken > 0 ? [] : [`${path}: lost, neither taken nor a letter`];
  const status = letter.attempts.at(-1)?.status;
  const answer = logged?.answers.at(-1) ?? 'nothing';
  return status === undefined || String(status) === answer ? [] : [`${path}: letter says ${status}, log ${answer}`];
}

/** Requests that the endpoint took although it had taken the same record before. */
export function countDuplicates(log: EndpointLog): number {
  return [...log.values()].reduce((sum, { taken }) => sum + Math.max(0, taken - 1), 0);
}

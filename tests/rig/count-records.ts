import type { Endpoint } from '@weir/testing';
import { letterNumbers, numberOf } from './open-letters.js';

/** What became of the records `0` up to `count`, by the endpoint and the letters. */
export interface RecordCounts {
  readonly delivered: number;
  /** Those with a letter and no delivery. */
  readonly deadLettered: number;
  readonly lost: number;
  /** How often a record was taken again. */
  readonly duplicates: number;
}

/** Counts what `endpoint` took and what is in the letters of `folder`. */
export async function countRecords(endpoint: Endpoint, folder: string, count: number): Promise<RecordCounts> {
  const taken = new Map<number, number>();
  for (const [identity, one] of endpoint.ledger.identities) {
    if (one.taken > 0) taken.set(numberOf(identity), one.taken);
  }
  const letters = [...(await letterNumbers(folder))].filter((n) => !taken.has(n));
  return {
    delivered: taken.size,
    deadLettered: letters.length,
    lost: count - taken.size - letters.length,
    duplicates: [...taken.values()].reduce((sum, times) => sum + times - 1, 0),
  };
}

import type { DeadLetter, DeadLetterStore, LetterQuery, Resolution } from '@weir/core';
import assert from 'node:assert/strict';

/** A store on a place of its own that holds nothing yet. */
export interface StoreUnderTest {
  readonly store: DeadLetterStore;
  /** Another instance on the same place, as another process would open it. The suite closes it. */
  reopen(): Promise<DeadLetterStore>;
  /** Removes the place; called last, also after a failure. */
  destroy(): Promise<void>;
}

/** One thing that every store does; given a fresh store. */
export interface StoreCase {
  readonly name: string;
  run(subject: Omit<StoreUnderTest, 'destroy'>): Promise<void>;
}

/** Every open letter that matches. */
export async function readAll(store: DeadLetterStore, query?: LetterQuery): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read(query)) letters.push(letter);
  return letters;
}

/** The ids of every open letter that matches, in the order of reading. */
export async function readIds(store: DeadLetterStore, query?: LetterQuery): Promise<string[]> {
  return (await readAll(store, query)).map(({ id }) => id);
}

/** The ids of `letters`. */
export function idsOf(letters: readonly DeadLetter[]): string[] {
  return letters.map(({ id }) => id);
}

/** The resolution of `letter` by a replay. */
export function delivered(letter: DeadLetter): Resolution {
  return { id: letter.id, lastAt: letter.lastAt, at: letter.lastAt + 500, outcome: 'delivered' };
}

/** A store may give bytes in any kind of byte array. */
function comparable({ body, ...letter }: DeadLetter) {
  const bytes = body instanceof Uint8Array ? { bytes: Buffer.from(body).toString('base64') } : {};
  return { ...letter, ...(typeof body === 'string' ? { text: body } : bytes) };
}

/** Fails when the letters differ in any field, or in their order. */
export function assertLetters(actual: readonly DeadLetter[], expected: readonly DeadLetter[]): void {
  assert.deepEqual(actual.map(comparable), expected.map(comparable));
}

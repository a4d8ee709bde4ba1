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

/** A process that appends letters, a few at a time. */
export interface LetterWriter {
  /** The ids of the letters that the store has acknowledged, in their order; ends with the process. */
  readonly acknowledged: AsyncIterable<readonly string[]>;
  /** Resolves when all are acknowledged; rejects when the process ends before, unless it was killed. */
  readonly done: Promise<void>;
  /** Ends the process at once, as a crash would. */
  kill(): void;
}

/** A store on a server. */
export interface ServerStoreUnderTest extends StoreUnderTest {
  /** Stops the server and starts it again; resolves when it is ready. */
  restartServer(): Promise<void>;
  /** Starts a process of its own that appends `letters` to the same place. */
  startWriter(letters: readonly DeadLetter[]): LetterWriter;
}

/** One thing that every store does; given a fresh store. */
export interface StoreCase<S extends StoreUnderTest = StoreUnderTest> {
  readonly name: string;
  run(subject: Omit<S, 'destroy'>): Promise<void>;
}

/** One thing that every store on a server does. */
export type ServerStoreCase = StoreCase<ServerStoreUnderTest>;

/** Every open letter of `store` that matches `query`, in the order of reading; `store` stays open. */
export async function readLetters(store: DeadLetterStore, query?: LetterQuery): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read(query)) letters.push(letter);
  return letters;
}

/** The ids of every open letter that matches, in the order of reading. */
export async function readIds(store: DeadLetterStore, query?: LetterQuery): Promise<string[]> {
  return (await readLetters(store, query)).map(({ id }) => id);
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

import type { DeadLetterStore, LetterQuery, StoredLetter } from '@weir/core';
import { readReadable } from '../letters/read-readable.js';
import { comparePositions } from '../letters/letter-cursor.js';
import type { SpilledLetters } from './spilled-letters.js';

/**
 * The open letters of `store` and those that are still spilled, oldest first, each id once, in chunks.
 *
 * @throws the store's error when it cannot be read, after the spilled letters
 */
export async function* readWithSpill(
  store: DeadLetterStore,
  spilled: SpilledLetters,
  query: LetterQuery,
): AsyncGenerator<readonly StoredLetter[]> {
  // Last first, so that the next one is taken off the end.
  let waiting = spilled.wanted.toReversed();
  let failure: { readonly error: unknown } | undefined;
  try {
    const newer = await newerInStore(store, spilled);
    waiting = waiting.filter(({ id }) => !newer.has(id));
    for await (const chunk of store.readChunks(query)) {
      let run: StoredLetter[] = [];
      for (const stored of chunk) {
        for (let one = waiting.at(-1); one !== undefined && comparePositions(one, stored.letter) <= 0;) {
          waiting.pop();
          yield run;
          yield [await spilled.read(one)];
          run = [];
          one = waiting.at(-1);
        }
        if (!spilled.outdates(stored.letter)) run.push(stored);
      }
      yield run;
    }
  } catch (error) {
    failure = { error };
  }
  for (const one of waiting.toReversed()) yield [await spilled.read(one)];
  if (failure !== undefined) throw failure.error;
  spilled.throwIfUnreadable();
}

/** Letters that failed again after they were spilled, when the store was up. */
async function newerInStore(store: DeadLetterStore, spilled: SpilledLetters): Promise<ReadonlySet<string>> {
  const newer = new Set<string>();
  if (spilled.oldestAt === Infinity) return newer;
  // What cannot be read back is said by the reading that follows.
  const ignored = (): void => undefined;
  for await (const chunk of readReadable(store, { filter: { since: spilled.oldestAt } }, ignored)) {
    for (const { letter } of chunk) if (spilled.isOutdatedBy(letter)) newer.add(letter.id);
  }
  return newer;
}

import type { DeadLetter, LetterQuery, StoredLetter } from '@weir/core';
import { writeCursor } from '../../letters/letter-cursor.js';
import type { OpenLetter } from '../../letters/open-letters.js';
import { takeChunk } from '../../letters/take-chunk.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import { forEachConcurrently } from './for-each-concurrently.js';
import { decodeLine } from './letter-line.js';
import { readOpenLetters, restartWhenMoved, textAt, type LinePlace, type TableView } from './scan-files.js';
import { readersAtOnce } from './table-files.js';
import { isRemote } from './webhdfs/webhdfs-error.js';

type PlacedLetter = OpenLetter<LinePlace>;

/** The letters at the places of `chunk`, in its order, or undefined when a purge moved one. */
async function readChunk({ files }: TableView, chunk: readonly PlacedLetter[]): Promise<StoredLetter[] | undefined> {
  const letters = new Map<PlacedLetter, DeadLetter>();
  const toRead = chunk.filter(({ letter }) => letter === undefined);
  const paths = [...new Set(toRead.map(({ place }) => place.path))];
  try {
    await forEachConcurrently(paths, readersAtOnce, async (path) => {
      const content = await files.read(path);
      for (const letter of toRead) {
        if (letter.place.path === path) letters.set(letter, decodeLine(textAt(content, letter.place), letter.place));
      }
    });
  } catch (error) {
    if (isRemote(error, 'FileNotFoundException')) return undefined;
    throw error;
  }
  return chunk.flatMap((placed) => {
    const letter = placed.letter ?? letters.get(placed);
    return letter === undefined ? [] : [{ letter, cursor: writeCursor(placed) }];
  });
}

/** Those of `letters` that are still open in the same version, where they stand now. */
async function findAgain(table: TableView, letters: readonly PlacedLetter[]): Promise<PlacedLetter[]> {
  const lastAtById = new Map(letters.map(({ id, lastAt }) => [id, lastAt]));
  const unreadable = new UnreadableLetters('line');
  const now = await restartWhenMoved(() => readOpenLetters({ ...table, unreadable }));
  return now.inOrder().filter(({ id, lastAt }) => lastAtById.get(id) === lastAt);
}

/**
 * Reads the open letters of `table` in two passes: the first finds out which are open and where they stand, the second
 * gives those in order of time, reading what the first could not keep. In memory are an id and a place per open letter,
 * the kept ones, one chunk, and the cache of files.
 *
 * @returns chunks of letters
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(
  table: Omit<TableView, 'unreadable'>,
  query: LetterQuery,
): AsyncGenerator<readonly StoredLetter[]> {
  const { view, letters } = await restartWhenMoved(async () => {
    const view = { ...table, unreadable: new UnreadableLetters('line') };
    return { view, letters: (await readOpenLetters(view, query.filter)).inOrder(query.after) };
  });
  let pending = letters;
  for (let from = 0; from < pending.length;) {
    const chunk = takeChunk(pending, from, ({ place }) => place.length);
    const stored = await readChunk(view, chunk);
    if (stored === undefined) {
      pending = await findAgain(view, pending.slice(from));
      from = 0;
    } else {
      yield stored;
      from += chunk.length;
    }
  }
  view.unreadable.throwIfAny();
}

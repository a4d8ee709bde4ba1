import type { DeadLetter, LetterQuery, StoredLetter } from '@weir/core';
import type { Row } from '@weir/hbase-client';
import { writeCursor } from '../../letters/letter-cursor.js';
import { matchesFilter } from '../../letters/letter-filter.js';
import { OpenLetters, type OpenLetter } from '../../letters/open-letters.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import { decodeLetterRow } from './letter-row.js';
import type { LetterTables } from './letter-tables.js';
import { foldResolutions, rowName, scanPositions } from './scan-letters.js';

/** Where a letter stands: the key of its row. */
type PlacedLetter = OpenLetter<Buffer>;

/** Rows that are read at the same time; as many are in memory. */
const chunkLetters = 16;

async function findOpenLetters(
  tables: LetterTables,
  query: LetterQuery,
  unreadable: UnreadableLetters,
): Promise<PlacedLetter[]> {
  const open = new OpenLetters<Buffer>(await foldResolutions(tables, unreadable), query.filter);
  for await (const { key, value } of scanPositions(tables, unreadable)) open.addPosition(value, key);
  return open.inOrder(query.after);
}

/** The rows of `chunk`, in its order; undefined for those that were purged in the meantime. */
function readRows({ connection, letters }: LetterTables, chunk: readonly PlacedLetter[]): Promise<(Row | undefined)[]> {
  return connection.run('read', (client) => Promise.all(chunk.map(({ place }) => client.get(letters, place))));
}

/**
 * Reads the open letters in two passes: the first finds out which are open and where they stand, the second reads those
 * in order of time. In memory are an id and a key per open letter and one chunk.
 *
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(tables: LetterTables, query: LetterQuery): AsyncGenerator<StoredLetter> {
  const unreadable = new UnreadableLetters('row');
  const letters = await findOpenLetters(tables, query, unreadable);
  for (let from = 0; from < letters.length; from += chunkLetters) {
    const chunk = letters.slice(from, from + chunkLetters);
    const rows = await readRows(tables, chunk);
    for (const [index, placed] of chunk.entries()) {
      const row = rows[index];
      if (row === undefined) continue;
      let letter: DeadLetter;
      try {
        letter = decodeLetterRow(row);
      } catch (error) {
        unreadable.add(rowName(tables.letters, placed.place), error);
        continue;
      }
      if (matchesFilter(letter, query.filter ?? {})) yield { letter, cursor: writeCursor(placed) };
    }
  }
  unreadable.throwIfAny();
}

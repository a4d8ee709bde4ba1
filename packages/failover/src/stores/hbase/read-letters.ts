import type { DeadLetter, LetterQuery, StoredLetter } from '@weir/core';
import { writeCursor } from '../../letters/letter-cursor.js';
import { matchesFilter } from '../../letters/letter-filter.js';
import { OpenLetters, type OpenLetter } from '../../letters/open-letters.js';
import { readAhead } from '../../letters/read-ahead.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import { decodeLetterRow } from './letter-row.js';
import type { LetterTables } from './letter-tables.js';
import { RowReader, type LetterRow, type RowPlace } from './row-reader.js';
import { foldResolutions, rowName, scanLetters } from './scan-letters.js';

async function findOpenLetters(
  tables: LetterTables,
  query: LetterQuery,
  unreadable: UnreadableLetters,
): Promise<OpenLetter<RowPlace>[]> {
  const open = new OpenLetters<RowPlace>(await foldResolutions(tables, unreadable), query.filter);
  let ordinal = 0;
  for await (const { key, value, row } of scanLetters(tables, unreadable)) {
    open.addPosition(value, { key, ordinal: ordinal++, row });
  }
  return open.inOrder(query.after);
}

/** The rows of `letters`, in their order. */
async function* readRows(
  tables: LetterTables,
  letters: readonly OpenLetter<RowPlace>[],
): AsyncGenerator<readonly LetterRow[]> {
  const reader = new RowReader(tables);
  for (let from = 0; from < letters.length;) {
    const rows = await reader.read(letters, from);
    from += rows.length;
    yield rows;
  }
}

/**
 * Reads the open letters in two passes: the first finds out which are open and where they stand, the second gives those
 * in order of time, reading what the first could not keep. In memory are an id and a key per open letter, the kept rows and
 * two chunks.
 *
 * @returns chunks of letters
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(tables: LetterTables, query: LetterQuery): AsyncGenerator<readonly StoredLetter[]> {
  const unreadable = new UnreadableLetters('row');
  const letters = await findOpenLetters(tables, query, unreadable);
  for await (const chunk of readAhead(readRows(tables, letters))) {
    const stored: StoredLetter[] = [];
    for (const { placed, row } of chunk) {
      if (row === undefined) continue;
      let letter: DeadLetter;
      try {
        letter = decodeLetterRow(row);
      } catch (error) {
        unreadable.add(rowName(tables.letters, placed.place.key), error);
        continue;
      }
      if (matchesFilter(letter, query.filter ?? {})) stored.push({ letter, cursor: writeCursor(placed) });
    }
    yield stored;
  }
  unreadable.throwIfAny();
}

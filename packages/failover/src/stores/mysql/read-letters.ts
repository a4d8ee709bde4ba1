import type { DeadLetter, LetterQuery, StoredLetter } from '@weir/core';
import { decodeLetter } from '../../codec/letter-codec.js';
import { writeCursor } from '../../letters/letter-cursor.js';
import { matchesFilter } from '../../letters/letter-filter.js';
import { OpenLetters, Resolutions, type OpenLetter } from '../../letters/open-letters.js';
import { readAhead } from '../../letters/read-ahead.js';
import { takeChunk } from '../../letters/take-chunk.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import { readBareLetters, scanBareRows, type BarePlace } from './bare-rows.js';
import { readEnvelopes, scanEnvelopeRows, type EnvelopePlace } from './envelope-rows.js';
import { describeTable, type TableLayout, type Tables } from './letter-table.js';

type PlacedLetter = OpenLetter<EnvelopePlace | BarePlace>;

async function findOpenLetters(tables: Tables, layout: TableLayout, query: LetterQuery): Promise<PlacedLetter[]> {
  const open = new OpenLetters<EnvelopePlace | BarePlace>(new Resolutions(), query.filter);
  if (layout.kind === 'envelope') {
    for await (const { place, ...position } of scanEnvelopeRows(tables)) open.addPosition(position, place);
  }
  if (layout.kind !== 'missing') {
    for (const { place, ...position } of await scanBareRows(tables, layout)) open.addPosition(position, place);
  }
  return open.inOrder(query.after);
}

function isBare(letter: PlacedLetter): letter is OpenLetter<BarePlace> {
  return letter.place.kind === 'bare';
}

/** A function that gives the letters of `chunk`, undefined for those that were purged in the meantime. */
async function readChunk(
  tables: Tables,
  layout: TableLayout,
  chunk: readonly PlacedLetter[],
): Promise<(letter: PlacedLetter) => DeadLetter | undefined> {
  const places = chunk.map(({ place }) => place);
  const envelopes = await readEnvelopes(
    tables,
    places.filter((place) => place.kind === 'envelope'),
  );
  const bare = await readBareLetters(tables, layout, chunk.filter(isBare));
  return ({ id, place }) => {
    if (place.kind === 'bare') return bare.get(id);
    const envelope = envelopes.get(place.seq);
    return envelope === undefined ? undefined : decodeLetter(envelope);
  };
}

/** Chunks of `letters`, in their order, each with {@link readChunk}'s function. */
async function* readChunks(tables: Tables, layout: TableLayout, letters: readonly PlacedLetter[]) {
  for (let from = 0; from < letters.length;) {
    const chunk = takeChunk(letters, from, ({ place }) => place.bytes);
    yield { chunk, letterAt: await readChunk(tables, layout, chunk) };
    from += chunk.length;
  }
}

/**
 * Reads the open letters in two passes: the first finds out which are open and where they stand, the second reads those
 * in order of time. In memory are an id and a place per open letter and two chunks; no connection is kept while the
 * caller works on a chunk.
 *
 * @returns chunks of letters
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(tables: Tables, query: LetterQuery): AsyncGenerator<readonly StoredLetter[]> {
  const layout = await tables.connection.run('read', (knex) => describeTable(knex, tables));
  const letters = await findOpenLetters(tables, layout, query);
  const unreadable = new UnreadableLetters('row');
  for await (const { chunk, letterAt } of readAhead(readChunks(tables, layout, letters))) {
    const stored: StoredLetter[] = [];
    for (const placed of chunk) {
      let letter: DeadLetter | undefined;
      try {
        letter = letterAt(placed);
      } catch (error) {
        unreadable.add(`${tables.letters}, id ${placed.id}`, error);
        continue;
      }
      if (letter !== undefined && matchesFilter(letter, query.filter ?? {})) {
        stored.push({ letter, cursor: writeCursor(placed) });
      }
    }
    yield stored;
  }
  unreadable.throwIfAny();
}

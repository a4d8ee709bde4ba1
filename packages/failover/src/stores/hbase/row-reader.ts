import type { Row } from '@weir/hbase-client';
import type { OpenLetter } from '../../letters/open-letters.js';
import type { LetterTables } from './letter-tables.js';
import { behind, bytesOf } from './scan-letters.js';

/** Where a letter stands: the key of its row, and how many rows of the table stand before it. */
export interface RowPlace {
  readonly key: Buffer;
  readonly ordinal: number;
  /** The row itself, where it was kept: it need not be read again. */
  readonly row?: Row | undefined;
}

type PlacedLetter = OpenLetter<RowPlace>;

/** A letter and its row; none when it was purged in the meantime. */
export interface LetterRow {
  readonly placed: PlacedLetter;
  readonly row: Row | undefined;
}

/** So many letters may be in memory whatever their size: they are asked for one by one. */
const fewLetters = 16;
const manyLetters = 1_000;
/** As many as are decoded between two requests without holding those up. */
const keptAtOnce = 200;
/** More is not read at once, as far as the size of letters is known. */
const chunkBytes = 4 * 1024 * 1024;

/** A scan that reads more rows in vain than it needs costs more than asking for each. */
function areNeighbours(chunk: readonly PlacedLetter[]): boolean {
  const ordinals = chunk.map(({ place }) => place.ordinal);
  return Math.max(...ordinals) - Math.min(...ordinals) < 2 * chunk.length;
}

/** The next of `letters` from `from` on, `count` at most: either all of them were kept, or none. */
function takeAlike(letters: readonly PlacedLetter[], from: number, count: number): readonly PlacedLetter[] {
  const chunk = letters.slice(from, from + count);
  const isKept = chunk[0]?.place.row !== undefined;
  const other = chunk.findIndex(({ place }) => (place.row !== undefined) !== isKept);
  return other === -1 ? chunk : chunk.slice(0, other);
}

/** Reads the rows of letters, many by one scan where they stand together, by the size of those before. */
export class RowReader {
  readonly #tables: LetterTables;
  #letters = fewLetters;

  constructor(tables: LetterTables) {
    this.#tables = tables;
  }

  /** The next of `letters` from `from` on, at least one. */
  async read(letters: readonly PlacedLetter[], from: number): Promise<readonly LetterRow[]> {
    const isKept = letters[from]?.place.row !== undefined;
    const chunk = takeAlike(letters, from, isKept ? keptAtOnce : this.#letters);
    return isKept ? chunk.map((placed) => ({ placed, row: placed.place.row })) : this.#readAgain(chunk);
  }

  /** The rows of `chunk`, or of the first of it. */
  async #readAgain(chunk: readonly PlacedLetter[]): Promise<readonly LetterRow[]> {
    const scanned = chunk.length > fewLetters && areNeighbours(chunk) ? await this.#scan(chunk) : undefined;
    const rows = scanned ?? (await this.#getEach(chunk.slice(0, fewLetters)));
    const bytes = rows.reduce((sum, { row }) => sum + (row === undefined ? 0 : bytesOf(row)), 0);
    const fitting = Math.floor((chunkBytes * rows.length) / Math.max(1, bytes));
    this.#letters = Math.max(fewLetters, Math.min(manyLetters, fitting));
    return rows;
  }

  #getEach(chunk: readonly PlacedLetter[]): Promise<LetterRow[]> {
    const { connection, letters } = this.#tables;
    return connection.run('read', (client) =>
      Promise.all(chunk.map(async (placed) => ({ placed, row: await client.get(letters, placed.place.key) }))),
    );
  }

  /** Undefined when the rows are larger than those before. */
  async #scan(chunk: readonly PlacedLetter[]): Promise<LetterRow[] | undefined> {
    const keys = chunk.map(({ place }) => place.key).sort((a, b) => Buffer.compare(a, b));
    const [first, last] = [keys.at(0), keys.at(-1)];
    if (first === undefined || last === undefined) return [];
    const wanted = new Set(keys.map((key) => key.toString('latin1')));
    const rows = new Map<string, Row>();
    let bytes = 0;
    const range = { startKey: first, stopKey: behind(last), batchRows: 2 * chunk.length };
    for await (const row of this.#tables.connection.scan('read', this.#tables.letters, range)) {
      const key = row.key.toString('latin1');
      if (!wanted.has(key)) continue;
      rows.set(key, row);
      bytes += bytesOf(row);
      if (bytes > 2 * chunkBytes) return undefined;
    }
    return chunk.map((placed) => ({ placed, row: rows.get(placed.place.key.toString('latin1')) }));
  }
}

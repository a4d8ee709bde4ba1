import type { DeadLetter } from '@weir/core';
import type { Knex } from 'knex';
import type { LetterPosition } from '../../letters/letter-cursor.js';
import { Resolutions, type OpenLetter } from '../../letters/open-letters.js';
import { streamParkId, streamParkIdPrefix, streamParkLetter } from '../../letters/streampark-letter.js';
import { tableExists, type TableLayout, type Tables } from './letter-table.js';

/** A row with `values` and `timestamp` only, as StreamPark writes it. It has no key: it is found again by its content. */
export interface BarePlace {
  readonly kind: 'bare';
  /** Size of its text. */
  readonly bytes: number;
}

interface BareRow {
  readonly values: string | null;
  readonly timestamp: number | null;
}

/** A letter in a bare row, and the letter of the first row that is equal to it. */
export interface BareLetter {
  readonly letter: DeadLetter;
  readonly firstId: string;
}

/** The bare rows of a table. */
export function bareRows(knex: Knex, { letters }: Tables, layout: TableLayout): Knex.QueryBuilder {
  const rows = knex(letters);
  return layout.kind === 'envelope' ? rows.whereNull('id') : rows;
}

/** When a bare row was written, in SQL: milliseconds since the epoch. */
export const writtenAt = 'coalesce(`timestamp`, 0)';

/** The letters in `rows`. Equal rows are told apart by a number, since nothing else does; so `rows` has all or none. */
export async function* toBareLetters(rows: Knex.QueryBuilder): AsyncGenerator<BareLetter> {
  const counts = new Map<string, number>();
  const stream = rows.select('values', 'timestamp').stream() as AsyncIterable<BareRow>;
  for await (const { values, timestamp } of stream) {
    const record = { text: values ?? '', at: timestamp ?? 0 };
    const firstId = streamParkId(record, '0');
    const count = counts.get(firstId) ?? 0;
    counts.set(firstId, count + 1);
    yield { letter: streamParkLetter(record, String(count)), firstId };
  }
}

/** The resolutions of letters in bare rows. */
export async function resolutionsOfBareRows(knex: Knex, { resolved }: Tables): Promise<Resolutions> {
  const resolutions = new Resolutions();
  if (!(await tableExists(knex, resolved))) return resolutions;
  const rows = await knex(resolved)
    .select<LetterPosition[]>({ id: 'id', lastAt: 'last_at' })
    .where('id', 'like', `${streamParkIdPrefix}%`);
  for (const row of rows) resolutions.add(row);
  return resolutions;
}

/** Where the open letters in bare rows stand. */
export function scanBareRows(tables: Tables, layout: TableLayout): Promise<OpenLetter<BarePlace>[]> {
  return tables.connection.run('read', async (knex) => {
    const open: OpenLetter<BarePlace>[] = [];
    const resolutions = await resolutionsOfBareRows(knex, tables);
    for await (const { letter } of toBareLetters(bareRows(knex, tables, layout))) {
      if (resolutions.settle(letter)) continue;
      const place: BarePlace = { kind: 'bare', bytes: letter.url.length };
      open.push({ id: letter.id, lastAt: letter.lastAt, place });
    }
    return open;
  });
}

/** The letters of `wanted` that are in bare rows, by id; `wanted` is in order of time. */
export async function readBareLetters(
  tables: Tables,
  layout: TableLayout,
  wanted: readonly OpenLetter<BarePlace>[],
): Promise<ReadonlyMap<string, DeadLetter>> {
  const [first, last] = [wanted[0], wanted.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const ids = new Set(wanted.map(({ id }) => id));
  return tables.connection.run('read', async (knex) => {
    const found = new Map<string, DeadLetter>();
    const rows = bareRows(knex, tables, layout).whereRaw(`${writtenAt} between ? and ?`, [first.lastAt, last.lastAt]);
    for await (const { letter } of toBareLetters(rows)) if (ids.has(letter.id)) found.set(letter.id, letter);
    return found;
  });
}

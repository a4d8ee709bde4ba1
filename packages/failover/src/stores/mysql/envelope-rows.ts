import type { Knex } from 'knex';
import type { OpenLetter } from '../../letters/open-letters.js';
import { tableExists, type Tables } from './letter-table.js';

/** A row that holds a whole letter. */
export interface EnvelopePlace {
  readonly kind: 'envelope';
  readonly seq: number;
  /** Size of the letter's JSON. */
  readonly bytes: number;
}

interface PositionRow {
  readonly seq: number;
  readonly id: string;
  readonly lastAt: number;
  readonly bytes: number | null;
}

interface EnvelopeRow {
  readonly seq: number;
  readonly envelope: string | null;
}

const pageRows = 5_000;

/** The resolutions that settle the letter in the row `l`. */
export function settling(knex: Knex, resolved: string): Knex.QueryBuilder {
  return knex({ r: resolved }).select(knex.raw('1')).whereRaw('r.id = l.id').whereRaw('r.last_at >= l.last_at');
}

/**
 * Where the letters stand that no resolution settles, in pages, so that no query takes long; rows that come after the
 * first page was asked for are left out.
 */
export async function* scanEnvelopeRows(tables: Tables): AsyncGenerator<OpenLetter<EnvelopePlace>> {
  const { connection, letters, resolved } = tables;
  const [lastSeq, hasResolved] = await connection.run('read', async (knex) => {
    const rows = await knex(letters).select<{ readonly seq: number | null }[]>(knex.raw('max(seq) as seq'));
    return [rows[0]?.seq ?? 0, await tableExists(knex, resolved)] as const;
  });
  for (let after = 0; after < lastSeq;) {
    const page = await connection.run('read', (knex) => {
      const query = knex({ l: letters })
        .select<PositionRow[]>('l.seq', 'l.id', 'l.last_at as lastAt', knex.raw('octet_length(l.envelope) as bytes'))
        .whereNotNull('l.id')
        .whereBetween('l.seq', [after + 1, lastSeq])
        .orderBy('l.seq')
        .limit(pageRows);
      return hasResolved ? query.whereNotExists(settling(knex, resolved)) : query;
    });
    for (const { seq, bytes, ...position } of page) {
      yield { ...position, place: { kind: 'envelope', seq, bytes: bytes ?? 0 } };
    }
    after = page.length < pageRows ? lastSeq : (page.at(-1)?.seq ?? lastSeq);
  }
}

/** The JSON of the letters in `places` by the number of the row; what was purged in the meantime is missing. */
export async function readEnvelopes(
  { connection, letters }: Tables,
  places: readonly EnvelopePlace[],
): Promise<ReadonlyMap<number, string>> {
  const seqs = places.map(({ seq }) => seq);
  if (seqs.length === 0) return new Map();
  const rows = await connection.run('read', (knex) =>
    knex(letters).select<EnvelopeRow[]>('seq', 'envelope').whereIn('seq', seqs),
  );
  return new Map(rows.map(({ seq, envelope }) => [seq, envelope ?? '']));
}

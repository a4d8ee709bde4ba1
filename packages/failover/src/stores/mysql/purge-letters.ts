import { streamParkIdPrefix } from '../../letters/streampark-letter.js';
import { settling } from './envelope-rows.js';
import { describeTable, tableExists, type Tables } from './letter-table.js';
import { purgeBareRows } from './purge-bare-rows.js';

/** What to remove. */
export interface Purge {
  /** Milliseconds since the epoch. */
  readonly olderThan: number;
  /** Removes open letters too. */
  readonly open: boolean;
}

/** Rows of one statement, so that none holds its locks for long. */
const batchRows = 1_000;

interface PurgedRow {
  readonly seq: number;
  readonly superseded: number;
}

/** Removes letters, and then resolutions that nothing needs any more; returns how many letters. */
export async function purgeLetters(tables: Tables, purge: Purge): Promise<number> {
  const { connection, resolved } = tables;
  const layout = await connection.run('purged', (knex) => describeTable(knex, tables));
  if (layout.kind === 'missing') return 0;
  const hasResolved = await connection.run('purged', (knex) => tableExists(knex, resolved));
  if (!hasResolved && !purge.open) return 0;
  const bare = await purgeBareRows(tables, layout, purge);
  if (layout.kind !== 'envelope') return bare;
  const removed = await purgeEnvelopeRows(tables, purge, hasResolved);
  if (hasResolved) await purgeResolutions(tables, purge);
  return bare + removed;
}

/** Older versions of a letter go before newer ones, and are not counted: the letter is still there. */
async function purgeEnvelopeRows(tables: Tables, { olderThan, open }: Purge, hasResolved: boolean): Promise<number> {
  const { connection, letters, resolved } = tables;
  for (let removed = 0; ;) {
    const rows = await connection.run('purged', (knex) => {
      const newer = knex({ n: letters })
        .select(knex.raw('1'))
        .whereRaw('n.id = l.id')
        .whereRaw('n.last_at > l.last_at');
      const old = knex({ l: letters })
        .select<PurgedRow[]>('l.seq', knex.raw('exists(?) as superseded', [newer]))
        .where('l.last_at', '<', olderThan)
        .orderBy(['l.last_at', 'l.seq'])
        .limit(batchRows);
      return open || !hasResolved ? old : old.whereExists(settling(knex, resolved));
    });
    const seqs = rows.map(({ seq }) => seq);
    await connection.run('purged', (knex) => knex(letters).whereIn('seq', seqs).delete());
    removed += rows.filter(({ superseded }) => superseded === 0).length;
    if (rows.length < batchRows) return removed;
  }
}

/** A resolution goes when no letter of its id is left. */
async function purgeResolutions({ connection, letters, resolved }: Tables, { olderThan }: Purge): Promise<void> {
  for (let removed = batchRows; removed === batchRows;) {
    removed = await connection.run('purged', (knex) =>
      knex(resolved)
        .where('at', '<', olderThan)
        .whereNot('id', 'like', `${streamParkIdPrefix}%`)
        .whereNotExists(knex({ l: letters }).select(knex.raw('1')).whereRaw('l.id = ??.id', [resolved]))
        .limit(batchRows)
        .delete(),
    );
  }
}

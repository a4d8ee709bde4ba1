import type { Knex } from 'knex';
import { bareRows, resolutionsOfBareRows, toBareLetters, writtenAt } from './bare-rows.js';
import { tableExists, type TableLayout, type Tables } from './letter-table.js';
import type { Purge } from './purge-letters.js';

/** Equal rows of a table that has no key for them. */
interface EqualRows {
  readonly at: number;
  readonly text: string;
  readonly ids: string[];
  /** How many of them go. */
  removed: number;
}

/** Values of one statement. */
const batchValues = 1_000;

function inBatches<T>(values: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let from = 0; from < values.length; from += batchValues) batches.push(values.slice(from, from + batchValues));
  return batches;
}

/** Removes letters in bare rows; returns how many. In one transaction, in which nobody else can add such rows. */
export function purgeBareRows(tables: Tables, layout: TableLayout, purge: Purge): Promise<number> {
  return tables.connection.run('purged', (knex) =>
    knex.transaction(async (trx) => {
      const groups = await groupOldRows(trx, tables, layout, purge);
      await deleteRows(trx, tables, layout, groups);
      await deleteResolutions(trx, tables, groups);
      return groups.reduce((sum, { removed }) => sum + removed, 0);
    }),
  );
}

async function groupOldRows(trx: Knex, tables: Tables, layout: TableLayout, purge: Purge): Promise<EqualRows[]> {
  const resolutions = await resolutionsOfBareRows(trx, tables);
  const groups = new Map<string, EqualRows>();
  const old = bareRows(trx, tables, layout).whereRaw(`${writtenAt} < ?`, [purge.olderThan]).forUpdate();
  for await (const { letter, firstId } of toBareLetters(old)) {
    const group = groups.get(firstId) ?? { at: letter.lastAt, text: letter.url, ids: [], removed: 0 };
    groups.set(firstId, group);
    group.ids.push(letter.id);
    if (purge.open || resolutions.settle(letter)) group.removed++;
  }
  return [...groups.values()];
}

/** The table has no index: rows go by the thousand where all of a millisecond go, and one by one only elsewhere. */
async function deleteRows(trx: Knex, tables: Tables, layout: TableLayout, groups: readonly EqualRows[]): Promise<void> {
  const mixed = new Set(groups.filter(({ ids, removed }) => removed < ids.length).map(({ at }) => at));
  const whole = new Set(groups.map(({ at }) => at).filter((at) => !mixed.has(at)));
  for (const times of inBatches([...whole])) {
    const marks = times.map(() => '?').join(', ');
    await bareRows(trx, tables, layout).whereRaw(`${writtenAt} in (${marks})`, times).delete();
  }
  for (const { at, text, removed } of groups) {
    if (removed === 0 || !mixed.has(at)) continue;
    await bareRows(trx, tables, layout)
      .whereRaw(`${writtenAt} = ?`, [at])
      .whereRaw("cast(convert(coalesce(??, '') using utf8mb4) as binary) = cast(? as binary)", ['values', text])
      .limit(removed)
      .delete();
  }
}

/** What is left of equal rows is counted anew: no resolution may stay that would then settle another one of them. */
async function deleteResolutions(trx: Knex, { resolved }: Tables, groups: readonly EqualRows[]): Promise<void> {
  if (!(await tableExists(trx, resolved))) return;
  const ids = groups.filter(({ removed }) => removed > 0).flatMap((group) => group.ids);
  for (const batch of inBatches(ids)) await trx(resolved).whereIn('id', batch).delete();
}

import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import type { LetterTables } from './letter-tables.js';
import { foldResolutions, scanPositions, scanResolutions } from './scan-letters.js';

/** Rows that are deleted in one operation. */
const deletedAtOnce = 10_000;

/** What to remove. */
export interface Purge {
  /** Milliseconds since the epoch. */
  readonly olderThan: number;
  /** Removes open letters too. */
  readonly open: boolean;
}

interface LetterPlan {
  /** Rows to delete. */
  readonly keys: readonly Buffer[];
  readonly removedIds: ReadonlySet<string>;
  readonly keptIds: ReadonlySet<string>;
}

/** Removes letters, and then resolutions that nothing needs any more; returns how many letters. */
export async function purgeLetters(tables: LetterTables, purge: Purge): Promise<number> {
  const { keys, removedIds, keptIds } = await planLetters(tables, purge);
  await deleteRows(tables, tables.letters, keys);
  await deleteRows(tables, tables.resolved, await planResolutions(tables, purge, keptIds));
  return [...removedIds].filter((id) => !keptIds.has(id)).length;
}

async function planLetters(tables: LetterTables, { olderThan, open }: Purge): Promise<LetterPlan> {
  const unreadable = new UnreadableLetters('row');
  const resolutions = await foldResolutions(tables, unreadable);
  const keys: Buffer[] = [];
  const removedIds = new Set<string>();
  const keptIds = new Set<string>();
  for await (const { key, value: position } of scanPositions(tables, unreadable)) {
    const isRemoved = position.lastAt < olderThan && (open || resolutions.settle(position));
    if (isRemoved) keys.push(key);
    (isRemoved ? removedIds : keptIds).add(position.id);
  }
  unreadable.throwIfAny();
  return { keys, removedIds, keptIds };
}

/** A resolution goes when no letter of its id is left. */
async function planResolutions(
  tables: LetterTables,
  { olderThan }: Purge,
  keptIds: ReadonlySet<string>,
): Promise<Buffer[]> {
  const unreadable = new UnreadableLetters('row');
  const keys: Buffer[] = [];
  for await (const { key, value } of scanResolutions(tables, unreadable)) {
    if (value.at < olderThan && !keptIds.has(value.id)) keys.push(key);
  }
  unreadable.throwIfAny();
  return keys;
}

async function deleteRows({ connection }: LetterTables, table: string, keys: readonly Buffer[]): Promise<void> {
  // Each has the time of an operation, which a table's worth of rows would not get by with.
  for (let from = 0; from < keys.length; from += deletedAtOnce) {
    await connection.run('purged', (client) => client.delete(table, keys.slice(from, from + deletedAtOnce)));
  }
}

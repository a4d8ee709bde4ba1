import type { DeadLetter, Resolution } from '@weir/core';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';
import type { FileWriter } from './file-writer.js';
import { forEachConcurrently } from './for-each-concurrently.js';
import {
  linesOf,
  readResolutions,
  restartWhenMoved,
  scanLetters,
  scanResolutions,
  type ScannedFile,
  type TableView,
} from './scan-files.js';
import { idAt } from './letter-line.js';
import { newFileName, readersAtOnce, type ListedFile } from './table-files.js';
import { isRemote } from './webhdfs/webhdfs-error.js';

/** What to remove, and how to keep the rest. */
export interface Purge {
  readonly table: Omit<TableView, 'unreadable'>;
  readonly olderThan: number;
  /** Removes open letters too. */
  readonly open: boolean;
  /** Present time. */
  readonly now: number;
  readonly writer: FileWriter;
}

/** A file that has lines to remove. */
interface Removal extends ListedFile {
  /** Numbers of the lines to keep. */
  readonly kept: ReadonlySet<number>;
}

function removalOf<T>({ path, at, lines }: ScannedFile<T>, removes: (value: T) => boolean): Removal | undefined {
  const kept = lines.filter(({ value }) => !removes(value)).map(({ place }) => place.number);
  return kept.length === lines.length ? undefined : { path, at, kept: new Set(kept) };
}

/** The ids of letters without an envelope are made of path and line, so these stay where they are. */
function isBoundToItsPlace({ lines }: ScannedFile<DeadLetter>): boolean {
  return lines.some(({ value, place }) => value.id === idAt(value.url, place));
}

async function planLetters({ table, olderThan, open }: Purge) {
  const view = { ...table, unreadable: new UnreadableLetters('line') };
  const resolutions = await readResolutions(view);
  const removes = (letter: DeadLetter): boolean => letter.lastAt < olderThan && (open || resolutions.settle(letter));
  const removals: Removal[] = [];
  const removedIds = new Set<string>();
  const keptIds = new Set<string>();
  await scanLetters(view, (file) => {
    const removal = removalOf(file, removes);
    const isRemoved = removal !== undefined && (removal.kept.size === 0 || !isBoundToItsPlace(file));
    if (isRemoved) removals.push(removal);
    for (const { value, place } of file.lines) {
      (isRemoved && !removal.kept.has(place.number) ? removedIds : keptIds).add(value.id);
    }
  });
  view.unreadable.throwIfAny();
  const removed = [...removedIds].filter((id) => !keptIds.has(id)).length;
  return { removals, keptIds, removed };
}

/** A resolution goes when no letter of its id is left. */
async function planResolutions({ table, olderThan }: Purge, keptIds: ReadonlySet<string>): Promise<Removal[]> {
  const view = { ...table, unreadable: new UnreadableLetters('line') };
  const removes = ({ id, at }: Resolution): boolean => at < olderThan && !keptIds.has(id);
  const removals: Removal[] = [];
  await scanResolutions(view, (file) => {
    const removal = removalOf(file, removes);
    if (removal !== undefined) removals.push(removal);
  });
  view.unreadable.throwIfAny();
  return removals;
}

/**
 * Writes what is kept as a new file, then removes the old one: a crash leaves every kept line at least once. The new name
 * is the next one in the order of names, so that a listing that goes on meanwhile has the old file or meets the new one.
 */
async function rewrite({ table: { hdfs }, writer }: Purge, file: Removal): Promise<void> {
  if (file.kept.size > 0) {
    const content = await hdfs.read(file.path);
    const lines = [...linesOf(content, file)].filter(({ number }) => file.kept.has(number));
    const directory = file.path.slice(0, file.path.lastIndexOf('/'));
    await writer.writeFile(
      `${directory}/${newFileName(file.at + 1)}`,
      lines.map(({ offset, length }) => content.subarray(offset, offset + length + 1)),
    );
  }
  await hdfs.remove(file.path);
}

async function apply(purge: Purge, removals: readonly Removal[]): Promise<void> {
  await forEachConcurrently(removals, readersAtOnce, async (removal) => {
    try {
      await rewrite(purge, removal);
    } catch (error) {
      // Another purge has rewritten it.
      if (!isRemote(error, 'FileNotFoundException')) throw error;
    }
  });
}

/** Unfinished files of writers that were killed are removed after this time. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

async function removeAbandoned({ table: { hdfs, directories }, now }: Purge): Promise<void> {
  for (const { pathSuffix, modificationTime } of await hdfs.list(directories.writing)) {
    if (modificationTime < now - abandonedAfterMs) await hdfs.remove(`${directories.writing}/${pathSuffix}`);
  }
}

/** Removes letters, and then resolutions that nothing needs any more; returns how many letters. */
export async function purgeFiles(purge: Purge): Promise<number> {
  const { removals, keptIds, removed } = await restartWhenMoved(() => planLetters(purge));
  await apply(purge, removals);
  await apply(purge, await restartWhenMoved(() => planResolutions(purge, keptIds)));
  await removeAbandoned(purge);
  return removed;
}

import type { DeadLetter, Resolution } from '@weir/core';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncDirectory } from './durable-directory.js';
import { isMissing, newFileName, openListed, type FileKind } from './letter-files.js';
import { readLines } from './read-lines.js';
import {
  letterLines,
  resolutionLines,
  restartWhenMoved,
  scanLines,
  scanResolutions,
  type LineKind,
} from './scan-files.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';

/** What to remove, and how to keep the rest. */
export interface Purge {
  readonly directory: string;
  readonly olderThan: number;
  /** Removes open letters too. */
  readonly open: boolean;
  /** Present time, for file names. */
  readonly now: number;
  /** Appends `lines`, with their line breaks, durably. */
  readonly keep: (kind: FileKind, lines: readonly Buffer[]) => Promise<void>;
}

const batchBytes = 1024 * 1024;

/** Files of one kind that have lines to remove, and which lines those are. */
interface Removal<T> {
  readonly lines: LineKind<T>;
  readonly files: ReadonlySet<string>;
  readonly removes: (value: T) => boolean;
}

async function planLetters({ directory, olderThan, open }: Purge) {
  const unreadable = new UnreadableLetters('line');
  const resolutions = await scanResolutions(directory, unreadable);
  const removes = (letter: DeadLetter): boolean => letter.lastAt < olderThan && (open || resolutions.settle(letter));
  const files = new Set<string>();
  const removedIds = new Set<string>();
  const keptIds = new Set<string>();
  await scanLines(directory, letterLines, unreadable, (letter, { file }) => {
    if (removes(letter)) files.add(file);
    (removes(letter) ? removedIds : keptIds).add(letter.id);
  });
  unreadable.throwIfAny();
  const removed = [...removedIds].filter((id) => !keptIds.has(id)).length;
  return { removal: { lines: letterLines, files, removes }, keptIds, removed };
}

/** A resolution goes when no letter of its id is left. */
async function planResolutions(
  { directory, olderThan }: Purge,
  keptIds: ReadonlySet<string>,
): Promise<Removal<Resolution>> {
  const unreadable = new UnreadableLetters('line');
  const removes = ({ id, at }: Resolution): boolean => at < olderThan && !keptIds.has(id);
  const files = new Set<string>();
  await scanLines(directory, resolutionLines, unreadable, (resolution, { file }) => {
    if (removes(resolution)) files.add(file);
  });
  unreadable.throwIfAny();
  return { lines: resolutionLines, files, removes };
}

/**
 * Takes `file` over by renaming it, so that a writer that still has it open goes on elsewhere, writes what is kept of it
 * to the current file and removes it. A crash at any point leaves every kept line at least once.
 */
async function rewrite<T>(purge: Purge, { lines, removes }: Removal<T>, file: string): Promise<void> {
  const taken = join(purge.directory, newFileName(lines.kind, purge.now));
  try {
    await rename(join(purge.directory, file), taken);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const handle = await openListed(taken);
  if (handle === undefined) return;
  try {
    let kept: Buffer[] = [];
    let bytes = 0;
    for await (const read of readLines(handle)) {
      for (const line of read) {
        if (removes(lines.decode(line.bytes))) continue;
        kept.push(Buffer.concat([line.bytes, Buffer.from('\n')]));
        bytes += line.bytes.length;
      }
      if (bytes < batchBytes) continue;
      await purge.keep(lines.kind, kept);
      kept = [];
      bytes = 0;
    }
    await purge.keep(lines.kind, kept);
  } finally {
    await handle.close();
  }
  await rm(taken, { force: true });
}

async function apply<T>(purge: Purge, removal: Removal<T>): Promise<void> {
  for (const file of removal.files) await rewrite(purge, removal, file);
  if (removal.files.size > 0) await syncDirectory(purge.directory);
}

/** Removes letters, and then resolutions that nothing needs any more; returns how many letters. */
export async function purgeFiles(purge: Purge): Promise<number> {
  const { removal, keptIds, removed } = await restartWhenMoved(() => planLetters(purge));
  await apply(purge, removal);
  await apply(purge, await restartWhenMoved(() => planResolutions(purge, keptIds)));
  return removed;
}

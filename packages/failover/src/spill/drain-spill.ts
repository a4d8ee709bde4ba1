import { describeError, type DeadLetter, type Logger, type Resolution } from '@weir/core';
import { rm } from 'node:fs/promises';
import { Resolutions } from '../letters/open-letters.js';
import { openListed } from '../stores/file/letter-files.js';
import type { Line } from '../stores/file/read-lines.js';
import { letterLines, resolutionLines, type LineKind } from '../stores/file/scan-files.js';
import type { RefusedLetter } from './deliver-letters.js';
import type { Spill } from './spill.js';
import { readBatches, takeFile } from './taken-file.js';
import type { WatchedStore } from './watched-store.js';

/** What is to be brought where. */
export interface Drain {
  readonly spill: Spill;
  readonly store: WatchedStore;
  readonly logger: Logger;
  /** Tries also what was refused before: a limit may have been raised since. */
  readonly withRefused: boolean;
  /** Ends the drain between two batches. */
  readonly signal: AbortSignal;
}

/** How the lines of one file get into the store; returns what is too large for it. */
interface Forwarding<T> {
  readonly lines: LineKind<T>;
  readonly send: (values: readonly T[]) => Promise<readonly RefusedLetter[]>;
}

/**
 * Brings what is in the spill into the store, in order. A file is removed once the store has acknowledged all of it, so
 * a crash at any point leaves every letter in the spill, in the store, or in both, which does no harm.
 *
 * Resolutions go first and are removed last: they settle spilled letters where they are, and in the meantime for readers.
 *
 * @throws the store's error when it does not take letters; the signal's reason
 */
export async function drainSpill(drain: Drain): Promise<void> {
  const { spill, store } = drain;
  const resolutions = new Resolutions();
  const resolved = await forwardAll(drain, await listAll(drain, 'resolved', drain.withRefused), {
    lines: resolutionLines,
    send: async (values: readonly Resolution[]) => {
      for (const resolution of values) resolutions.add(resolution);
      await store.resolve(values);
      return [];
    },
  });
  const letters = await listAll(drain, 'letters', drain.withRefused || resolved.length > 0);
  for (const path of letters) {
    await removeAll(
      await forwardAll(drain, [path], {
        lines: letterLines,
        send: async (values: readonly DeadLetter[]) => {
          const open = values.filter((letter) => !resolutions.settle(letter));
          return open.length === 0 ? [] : store.append(open);
        },
      }),
    );
  }
  await removeAll(resolved);
  if (!(await spill.isWaiting())) store.setUp();
}

async function listAll({ spill }: Drain, kind: LineKind<unknown>['kind'], withRefused: boolean): Promise<string[]> {
  const folders = withRefused ? [spill.waiting, spill.refused] : [spill.waiting];
  return (await Promise.all(folders.map((folder) => folder.list(kind)))).flat();
}

async function removeAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}

/** Returns the names that the files have now; the caller removes them. */
async function forwardAll<T>(drain: Drain, paths: readonly string[], forwarding: Forwarding<T>): Promise<string[]> {
  const forwarded: string[] = [];
  for (const path of paths) {
    const taken = await takeFile(path);
    if (taken === undefined) continue;
    await forwardFile(drain, taken, forwarding);
    forwarded.push(taken);
  }
  return forwarded;
}

async function forwardFile<T>(drain: Drain, path: string, { lines, send }: Forwarding<T>): Promise<void> {
  const handle = await openListed(path);
  if (handle === undefined) return;
  const refused: RefusedLetter[] = [];
  const unreadable: Uint8Array[] = [];
  try {
    for await (const batch of readBatches(handle)) {
      drain.signal.throwIfAborted();
      const decoded = batch.map((line) => decodeLine(drain, path, line, lines));
      unreadable.push(...batch.filter((_, index) => decoded[index] === undefined).map(({ bytes }) => bytes));
      refused.push(...(await send(decoded.filter((value) => value !== undefined))));
    }
  } finally {
    await handle.close();
  }
  // At the end and not by the batch: a file that is tried again and again must not leave its refused letters each time.
  await drain.spill.moveToRefused(lines.kind, refused, unreadable);
}

function decodeLine<T>({ spill, logger }: Drain, path: string, line: Line, { decode }: LineKind<T>): T | undefined {
  try {
    return decode(line.bytes);
  } catch (error) {
    logger.error(
      `${path}:${line.number} cannot be read back: ${describeError(error)} It is kept in ${spill.refused.directory}.`,
    );
    return undefined;
  }
}

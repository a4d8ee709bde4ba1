import type { DeadLetter, LetterQuery, StoredLetter } from '@weir/core';
import type { FileHandle } from 'node:fs/promises';
import { decodeLetter } from '../codec/letter-codec.js';
import { writeCursor, type LetterPosition } from '../letters/letter-cursor.js';
import { OpenLetters, Resolutions, type OpenLetter } from '../letters/open-letters.js';
import { UnreadableLetters } from '../letters/unreadable-letters.js';
import { openListed } from '../stores/file/letter-files.js';
import { letterLines, resolutionLines, visitLines, type LineKind } from '../stores/file/scan-files.js';
import type { Spill } from './spill.js';

/** Where a spilled letter stands. */
interface SpilledPlace {
  readonly handle: FileHandle;
  readonly offset: number;
  /** Bytes, without the line break. */
  readonly length: number;
}

/** A spilled letter that is asked for. */
export type SpilledLetter = OpenLetter<SpilledPlace>;

interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * The open letters that a spill had at one moment. Its files are kept open until {@link SpilledLetters.close}, so that
 * they can be read to the end although they are drained and removed meanwhile.
 */
export class SpilledLetters {
  /** Those asked for, oldest first. */
  readonly wanted: readonly SpilledLetter[];
  readonly #files: readonly OpenFile[];
  readonly #resolutions: Resolutions;
  readonly #unreadable: UnreadableLetters;
  /** `lastAt` of every open letter by its id, also of those that are not asked for. */
  readonly #lastAtById: ReadonlyMap<string, number>;

  private constructor(files: readonly OpenFile[], content: SpillContent, query: LetterQuery) {
    this.#files = files;
    this.#resolutions = content.resolutions;
    this.#unreadable = content.unreadable;
    this.#lastAtById = new Map(content.all.inOrder().map(({ id, lastAt }) => [id, lastAt]));
    this.wanted = content.wanted.inOrder(query.after);
  }

  /** @throws LETTER_CURSOR_INVALID, errors of the file system */
  static async open(spill: Spill, query: LetterQuery): Promise<SpilledLetters> {
    // A drain removes letters before what settles them, and writes what is refused before it removes it.
    const resolved = await openAll(spill, 'resolved');
    const letters = await openAll(spill, 'letters');
    const files = [...resolved, ...letters];
    try {
      return new SpilledLetters(files, await readContent(resolved, letters, query), query);
    } catch (error) {
      await closeAll(files);
      throw error;
    }
  }

  /** Whether nothing was spilled, neither letters nor what settles them. */
  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  /** `lastAt` of the oldest open letter. */
  get oldestAt(): number {
    return [...this.#lastAtById.values()].reduce((oldest, lastAt) => Math.min(oldest, lastAt), Infinity);
  }

  /** Whether the store's version of a letter does not count: it is settled here, or here is one at least as new. */
  outdates(stored: LetterPosition): boolean {
    return this.#resolutions.settle(stored) || stored.lastAt <= (this.#lastAtById.get(stored.id) ?? -Infinity);
  }

  /** Whether the store's version is newer than the one here. */
  isOutdatedBy(stored: LetterPosition): boolean {
    return stored.lastAt > (this.#lastAtById.get(stored.id) ?? Infinity);
  }

  async read(spilled: SpilledLetter): Promise<StoredLetter> {
    const { handle, offset, length } = spilled.place;
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
    return { letter: decodeLetter(buffer.toString('utf8', 0, bytesRead)), cursor: writeCursor(spilled) };
  }

  /** @throws LETTER_STORE_CORRUPT */
  throwIfUnreadable(): void {
    this.#unreadable.throwIfAny();
  }

  close(): Promise<void> {
    return closeAll(this.#files);
  }
}

interface SpillContent {
  readonly resolutions: Resolutions;
  readonly all: OpenLetters<SpilledPlace>;
  readonly wanted: OpenLetters<SpilledPlace>;
  readonly unreadable: UnreadableLetters;
}

async function readContent(
  resolved: readonly OpenFile[],
  letters: readonly OpenFile[],
  { filter }: LetterQuery,
): Promise<SpillContent> {
  const unreadable = new UnreadableLetters('line');
  const resolutions = new Resolutions();
  await visitFiles(resolved, resolutionLines, unreadable, (resolution) => {
    resolutions.add(resolution);
  });
  const all = new OpenLetters<SpilledPlace>(resolutions);
  const wanted = new OpenLetters<SpilledPlace>(resolutions, filter);
  await visitFiles(letters, letterLines, unreadable, (letter: DeadLetter, place) => {
    all.add(letter, place);
    wanted.add(letter, place);
  });
  return { resolutions, all, wanted, unreadable };
}

async function visitFiles<T>(
  files: readonly OpenFile[],
  { decode }: LineKind<T>,
  unreadable: UnreadableLetters,
  visit: (value: T, place: SpilledPlace) => void,
): Promise<void> {
  for (const { path, handle } of files) {
    await visitLines(handle, decode, {
      visit: (value, { offset, bytes }) => visit(value, { handle, offset, length: bytes.length }),
      refuse: ({ number }, error) => unreadable.add(`${path}:${number}`, error),
    });
  }
}

/** Opens every file of one kind, again from the beginning when one was moved or drained after it was listed. */
async function openAll({ waiting, refused }: Spill, kind: LineKind<unknown>['kind']): Promise<readonly OpenFile[]> {
  for (;;) {
    const paths = [...(await waiting.list(kind)), ...(await refused.list(kind))];
    const files: OpenFile[] = [];
    for (const path of paths) {
      const handle = await openListed(path);
      if (handle !== undefined) files.push({ path, handle });
    }
    if (files.length === paths.length) return files;
    await closeAll(files);
  }
}

async function closeAll(files: readonly OpenFile[]): Promise<void> {
  await Promise.all(files.map(({ handle }) => handle.close()));
}

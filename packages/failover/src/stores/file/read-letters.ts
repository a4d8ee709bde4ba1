import type { LetterQuery, StoredLetter } from '@weir/core';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLetter } from '../../codec/letter-codec.js';
import { writeCursor } from '../../letters/letter-cursor.js';
import type { OpenLetter } from '../../letters/open-letters.js';
import { openListed } from './letter-files.js';
import { restartWhenMoved, scanOpenLetters, type LinePlace } from './scan-files.js';
import { takeChunk } from '../../letters/take-chunk.js';
import { UnreadableLetters } from '../../letters/unreadable-letters.js';

type PlacedLetter = OpenLetter<LinePlace>;

/** Bytes between two lines that are read along with them: cheaper than another call. */
const gapBytes = 16 * 1024;

/** Splits `letters` of one file, in the order of the file, into runs that are read at once. */
function toRuns(letters: readonly PlacedLetter[]): PlacedLetter[][] {
  const runs: PlacedLetter[][] = [];
  let end = -Infinity;
  for (const letter of letters.toSorted((a, b) => a.place.offset - b.place.offset)) {
    const { offset, length } = letter.place;
    if (offset - end > gapBytes) runs.push([]);
    runs.at(-1)?.push(letter);
    end = offset + length;
  }
  return runs;
}

/** Calls `visit` with the line of each letter of `run`. */
async function readRun(
  handle: FileHandle,
  run: readonly PlacedLetter[],
  visit: (letter: PlacedLetter, text: string) => void,
): Promise<void> {
  const [first, last] = [run.at(0)?.place, run.at(-1)?.place];
  if (first === undefined || last === undefined) return;
  const size = last.offset + last.length - first.offset;
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, first.offset);
  const bytes = buffer.subarray(0, bytesRead);
  for (const letter of run) {
    const from = letter.place.offset - first.offset;
    visit(letter, bytes.toString('utf8', from, from + letter.place.length));
  }
}

/** The letters at the places of `chunk`, in its order, or undefined when a purge moved one; opens each file once. */
async function readChunk(directory: string, chunk: readonly PlacedLetter[]): Promise<StoredLetter[] | undefined> {
  const texts = new Map<PlacedLetter, string>();
  const toRead = chunk.filter(({ letter }) => letter === undefined);
  for (const file of new Set(toRead.map(({ place }) => place.file))) {
    const handle = await openListed(join(directory, file));
    if (handle === undefined) return undefined;
    try {
      const letters = toRead.filter(({ place }) => place.file === file);
      for (const run of toRuns(letters)) await readRun(handle, run, (letter, text) => texts.set(letter, text));
    } finally {
      await handle.close();
    }
  }
  return chunk.map((placed) => ({
    letter: placed.letter ?? decodeLetter(texts.get(placed) ?? ''),
    cursor: writeCursor(placed),
  }));
}

/** Those of `letters` that are still open in the same version, where they stand now. */
async function findAgain(directory: string, letters: readonly PlacedLetter[]): Promise<PlacedLetter[]> {
  const lastAtById = new Map(letters.map(({ id, lastAt }) => [id, lastAt]));
  const now = await restartWhenMoved(() => scanOpenLetters(directory, undefined, new UnreadableLetters('line')));
  return now.inOrder().filter(({ id, lastAt }) => lastAtById.get(id) === lastAt);
}

/**
 * Reads the open letters of the table in `directory` in two passes: the first finds out which are open and where they
 * stand, the second gives those in order of time, reading what the first could not keep. In memory are an id and a place
 * per open letter, the kept ones and one chunk.
 *
 * @returns chunks of letters
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(directory: string, query: LetterQuery): AsyncGenerator<readonly StoredLetter[]> {
  const { letters, unreadable } = await restartWhenMoved(async () => {
    const unreadable = new UnreadableLetters('line');
    const open = await scanOpenLetters(directory, query.filter, unreadable);
    return { letters: open.inOrder(query.after), unreadable };
  });
  let pending = letters;
  for (let from = 0; from < pending.length;) {
    const chunk = takeChunk(pending, from, ({ place }) => place.length);
    const stored = await readChunk(directory, chunk);
    if (stored === undefined) {
      pending = await findAgain(directory, pending.slice(from));
      from = 0;
    } else {
      yield stored;
      from += chunk.length;
    }
  }
  unreadable.throwIfAny();
}

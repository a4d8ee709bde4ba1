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

async function readAt(handle: FileHandle, { offset, length }: LinePlace): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, offset);
  return buffer.toString('utf8', 0, bytesRead);
}

/** The letters at the places of `chunk`, in its order, or undefined when a purge moved one; opens each file once. */
async function readChunk(directory: string, chunk: readonly PlacedLetter[]): Promise<StoredLetter[] | undefined> {
  const texts = new Map<PlacedLetter, string>();
  for (const file of new Set(chunk.map(({ place }) => place.file))) {
    const handle = await openListed(join(directory, file));
    if (handle === undefined) return undefined;
    try {
      for (const letter of chunk) if (letter.place.file === file) texts.set(letter, await readAt(handle, letter.place));
    } finally {
      await handle.close();
    }
  }
  return chunk.map((letter) => ({ letter: decodeLetter(texts.get(letter) ?? ''), cursor: writeCursor(letter) }));
}

/** Those of `letters` that are still open in the same version, where they stand now. */
async function findAgain(directory: string, letters: readonly PlacedLetter[]): Promise<PlacedLetter[]> {
  const lastAtById = new Map(letters.map(({ id, lastAt }) => [id, lastAt]));
  const now = await restartWhenMoved(() => scanOpenLetters(directory, undefined, new UnreadableLetters('line')));
  return now.inOrder().filter(({ id, lastAt }) => lastAtById.get(id) === lastAt);
}

/**
 * Reads the open letters of the table in `directory` in two passes: the first finds out which are open and where they
 * stand, the second reads those in order of time. In memory are an id and a place per open letter and one chunk.
 *
 * @throws LETTER_STORE_CORRUPT after the readable letters
 */
export async function* readLetters(directory: string, query: LetterQuery): AsyncGenerator<StoredLetter> {
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
      yield* stored;
      from += chunk.length;
    }
  }
  unreadable.throwIfAny();
}

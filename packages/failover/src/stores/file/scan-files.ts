import type { DeadLetter, LetterFilter, Resolution } from '@weir/core';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLetter } from '../../codec/letter-codec.js';
import { decodeResolution } from '../../codec/resolution-codec.js';
import { OpenLetters, Resolutions } from '../../letters/open-letters.js';
import { listFiles, openListed, type FileKind } from './letter-files.js';
import { readLines, type Line } from './read-lines.js';
import type { UnreadableLetters } from '../../letters/unreadable-letters.js';

/** Where a line stands. */
export interface LinePlace {
  /** Name of the file in its folder. */
  readonly file: string;
  readonly offset: number;
  /** Bytes, without the line break. */
  readonly length: number;
}

/** A listed file is not there any more: a purge took it over, and its lines may stand under another name. */
class FileMoved extends Error {}

/** Runs `scan` again, from its beginning, whenever a purge moved a file under it. */
export async function restartWhenMoved<T>(scan: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await scan();
    } catch (error) {
      if (!(error instanceof FileMoved)) throw error;
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How the lines of one kind of file are read. */
export interface LineKind<T> {
  readonly kind: FileKind;
  readonly decode: (bytes: Uint8Array) => T;
}

export const letterLines: LineKind<DeadLetter> = {
  kind: 'letters',
  decode: (bytes) => decodeLetter(utf8.decode(bytes)),
};

export const resolutionLines: LineKind<Resolution> = {
  kind: 'resolved',
  decode: (bytes) => decodeResolution(utf8.decode(bytes)),
};

/** What {@link visitLines} does with a line that can be decoded, and with one that cannot. */
export interface LineVisitor<T> {
  readonly visit: (value: T, line: Line) => void;
  readonly refuse: (line: Line, error: unknown) => void;
}

/** Decodes every line of a file. */
export async function visitLines<T>(
  handle: FileHandle,
  decode: LineKind<T>['decode'],
  { visit, refuse }: LineVisitor<T>,
): Promise<void> {
  for await (const lines of readLines(handle)) {
    for (const line of lines) {
      let value: T;
      try {
        value = decode(line.bytes);
      } catch (error) {
        refuse(line, error);
        continue;
      }
      visit(value, line);
    }
  }
}

/**
 * Calls `visit` with every line of the kind, settled letters and older versions included; lines that cannot be read go
 * to `unreadable`. For {@link restartWhenMoved}.
 */
export async function scanLines<T>(
  directory: string,
  { kind, decode }: LineKind<T>,
  unreadable: UnreadableLetters,
  visit: (value: T, place: LinePlace) => void,
): Promise<void> {
  for (const file of await listFiles(directory, kind)) {
    const path = join(directory, file);
    const handle = await openListed(path);
    if (handle === undefined) throw new FileMoved(path);
    try {
      await visitLines(handle, decode, {
        visit: (value, { offset, bytes }) => visit(value, { file, offset, length: bytes.length }),
        refuse: ({ number }, error) => unreadable.add(`${path}:${number}`, error),
      });
    } finally {
      await handle.close();
    }
  }
}

/** Every resolution of the table. For {@link restartWhenMoved}. */
export async function scanResolutions(directory: string, unreadable: UnreadableLetters): Promise<Resolutions> {
  const resolutions = new Resolutions();
  await scanLines(directory, resolutionLines, unreadable, (resolution) => {
    resolutions.add(resolution);
  });
  return resolutions;
}

/** The open letters of the table, as places. For {@link restartWhenMoved}. */
export async function scanOpenLetters(
  directory: string,
  filter: LetterFilter | undefined,
  unreadable: UnreadableLetters,
): Promise<OpenLetters<LinePlace>> {
  const open = new OpenLetters<LinePlace>(await scanResolutions(directory, unreadable), filter);
  await scanLines(directory, letterLines, unreadable, (letter, place) => {
    open.add(letter, place, place.length);
  });
  return open;
}

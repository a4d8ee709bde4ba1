import { WeirError, type DeadLetter, type LetterFilter, type Resolution } from '@weir/core';
import { decodeResolution } from '../../codec/resolution-codec.js';
import { OpenLetters, Resolutions } from '../../letters/open-letters.js';
import type { UnreadableLetters } from '../../letters/unreadable-letters.js';
import { forEachConcurrently } from './for-each-concurrently.js';
import { decodeLine, type LineOrigin } from './letter-line.js';
import { listFiles, readersAtOnce, type ListedFile, type TableDirectories } from './table-files.js';
import type { FileCache } from './file-cache.js';
import { isRemote } from './webhdfs/webhdfs-error.js';
import type { WebHdfs } from './webhdfs/webhdfs.js';

/** Where a line stands. */
export interface LinePlace extends LineOrigin {
  /** First byte. */
  readonly offset: number;
  /** Bytes, without the line break. */
  readonly length: number;
}

/** The table as one reader sees it. */
export interface TableView {
  readonly hdfs: WebHdfs;
  readonly directories: TableDirectories;
  readonly files: FileCache;
  readonly unreadable: UnreadableLetters;
}

const maxRestarts = 20;

/** Runs `scan` again whenever a purge took a file away between its listing and its reading. */
export async function restartWhenMoved<T>(scan: () => Promise<T>): Promise<T> {
  for (let restarts = 0; ; restarts++) {
    try {
      return await scan();
    } catch (error) {
      if (restarts === maxRestarts || !isRemote(error, 'FileNotFoundException')) throw error;
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The line of `content` at `place`, as text. Throws when it is no UTF-8. */
export function textAt(content: Buffer, { offset, length }: LinePlace): string {
  return utf8.decode(content.subarray(offset, offset + length));
}

/** The lines of a file. The last one may lack its line break: whoever wrote it was cut off, or is still writing. */
export function* linesOf(
  content: Buffer,
  { path, at }: ListedFile,
): Generator<LinePlace & { readonly isWhole: boolean }> {
  let number = 0;
  for (let offset = 0; offset < content.length;) {
    const end = content.indexOf(0x0a, offset);
    const length = (end === -1 ? content.length : end) - offset;
    yield { path, at, number: ++number, offset, length, isWhole: end !== -1 };
    offset += length + 1;
  }
}

function decodeWhole<T>(place: LinePlace & { readonly isWhole: boolean }, decode: () => T): T {
  if (place.isWhole) return decode();
  throw new WeirError('LETTER_STORE_CORRUPT', 'its line break is missing, so a part of it may be');
}

/** One file with its lines; those that cannot be read are left out here, and are in {@link TableView.unreadable}. */
export interface ScannedFile<T> extends ListedFile {
  readonly lines: readonly { readonly value: T; readonly place: LinePlace }[];
}

async function scanFiles<T>(
  { hdfs, files, unreadable }: TableView,
  directory: string,
  decode: (text: string, place: LinePlace) => T,
  visit: (file: ScannedFile<T>) => void,
): Promise<void> {
  await forEachConcurrently(await listFiles(hdfs, directory), readersAtOnce, async (file) => {
    const content = await files.read(file.path);
    const lines: { value: T; place: LinePlace }[] = [];
    for (const place of linesOf(content, file)) {
      try {
        lines.push({ value: decodeWhole(place, () => decode(textAt(content, place), place)), place });
      } catch (error) {
        unreadable.add(`${place.path}:${place.number}`, error);
      }
    }
    visit({ ...file, lines });
  });
}

/** Calls `visit` with every file of letters, settled ones included. For {@link restartWhenMoved}. */
export function scanLetters(table: TableView, visit: (file: ScannedFile<DeadLetter>) => void): Promise<void> {
  return scanFiles(table, table.directories.letters, decodeLine, visit);
}

/** Calls `visit` with every file of resolutions. For {@link restartWhenMoved}. */
export function scanResolutions(table: TableView, visit: (file: ScannedFile<Resolution>) => void): Promise<void> {
  return scanFiles(table, table.directories.resolved, decodeResolution, visit);
}

/** Every resolution of the table. For {@link restartWhenMoved}. */
export async function readResolutions(table: TableView): Promise<Resolutions> {
  const resolutions = new Resolutions();
  await scanResolutions(table, ({ lines }) => {
    for (const { value } of lines) resolutions.add(value);
  });
  return resolutions;
}

/** The open letters of the table, as places. For {@link restartWhenMoved}. */
export async function readOpenLetters(table: TableView, filter?: LetterFilter): Promise<OpenLetters<LinePlace>> {
  const open = new OpenLetters<LinePlace>(await readResolutions(table), filter);
  await scanLetters(table, ({ lines }) => {
    for (const { value, place } of lines) open.add(value, place, place.length);
  });
  return open;
}

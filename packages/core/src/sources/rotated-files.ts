import { createHash } from 'node:crypto';
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WeirError } from '../errors/weir-error.js';
import { LineFile, tailBytes } from './line-file.js';

/** How far a file that may be rotated was read, and what tells it from others, as plain data. */
export interface FollowedPosition {
  readonly device: number;
  readonly inode: number;
  /** Byte behind the last line that was given out. */
  readonly offset: number;
  /** SHA-256 of the bytes before `offset`, at most 256. */
  readonly tail: string;
  /** Bytes of the files before it, so that positions of lines go on ascending. */
  readonly base: number;
}

/** A file that is there. */
export interface FoundFile {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** What rotation puts behind a name: `.1`, `-20260131`, `.2026-01-31`; perhaps compressed. */
const rotatedSuffix = /^[.\-_]\d[\d.\-_T:]*(?<compressed>\.(?:gz|bz2|xz|zst))?$/;

/** The file at `path`; undefined when there is none, as between two steps of a rotation. */
export async function findFile(path: string): Promise<FoundFile | undefined> {
  try {
    const { dev, ino, size, mtimeMs } = await stat(path);
    return { path, device: dev, inode: ino, size, modifiedAt: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The hash of {@link FollowedPosition.tail}. */
export function hashTail(tail: Buffer): string {
  return createHash('sha256').update(tail).digest('hex');
}

/** The bytes of `file` before `offset`, at most 256. */
async function readTail(file: FileHandle, offset: number): Promise<Buffer> {
  const wanted = Math.min(offset, tailBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, offset - wanted);
  return buffer.subarray(0, bytesRead);
}

/** The lines of the file at `path` from `offset` on; see {@link LineFile}. */
export async function openLines(path: string, offset: number, base: number): Promise<LineFile> {
  const file = await open(path, 'r');
  try {
    return new LineFile(file, offset, base, await readTail(file, offset));
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Whether `file` has, up to the position, what was read: it is the file, or a copy of it. */
export async function continues(file: FoundFile, { tail, offset }: FollowedPosition): Promise<boolean> {
  if (file.size < offset) return false;
  const lines = await openLines(file.path, offset, 0);
  await lines.close();
  return hashTail(lines.tail) === tail;
}

export function isSameFile(file: FoundFile, { device, inode }: FollowedPosition): boolean {
  return file.inode === inode && file.device === device;
}

/** What rotation has made of the file at `path`, oldest first. */
async function rotatedFiles(path: string): Promise<readonly FoundFile[]> {
  const name = basename(path);
  const rotated: FoundFile[] = [];
  for (const entry of await readdir(dirname(path))) {
    if (!entry.startsWith(name) || !rotatedSuffix.test(entry.slice(name.length))) continue;
    const found = await findFile(join(dirname(path), entry));
    if (found) rotated.push(found);
  }
  return rotated.sort((a, b) => a.modifiedAt - b.modifiedAt);
}

function isCompressed({ path }: FoundFile): boolean {
  return /\.(?:gz|bz2|xz|zst)$/.test(path);
}

/**
 * What rotation has put aside since a file was written to last, oldest first.
 *
 * @throws SOURCE_FAILED when some of it is compressed: to go on without would leave records out
 */
export async function rotatedSince(path: string, { modifiedAt, inode }: Pick<FoundFile, 'modifiedAt' | 'inode'>) {
  const newer = (await rotatedFiles(path)).filter((file) => file.modifiedAt > modifiedAt && file.inode !== inode);
  const lost = newer.find(isCompressed);
  if (lost) throw cannotGoOn(path, `${lost.path} comes next and is compressed. Decompress it beside the others`);
  return newer;
}

/**
 * The files to read from `position` on, in order: the one that was read or a copy of it, then those that rotation has
 * put aside since. The file at `path` follows them.
 *
 * @throws SOURCE_FAILED when what comes next is gone or compressed
 */
export async function filesFrom(path: string, position: FollowedPosition): Promise<readonly FoundFile[]> {
  const current = await findFile(path);
  if (current && isSameFile(current, position) && (await continues(current, position))) return [current];
  const readable = (await rotatedFiles(path)).filter((file) => !isCompressed(file));
  const renamed = readable.filter((file) => isSameFile(file, position));
  // Any file is a copy of one of which nothing was read.
  const copies = position.offset > 0 ? readable : [];
  for (const candidate of [...renamed, ...copies]) {
    if (await continues(candidate, position)) return [candidate, ...(await rotatedSince(path, candidate))];
  }
  throw cannotGoOn(path, `the file that was read to byte ${position.offset} is not there, nor a copy. Put it back`);
}

function cannotGoOn(path: string, problem: string): WeirError {
  return new WeirError(
    'SOURCE_FAILED',
    `Cannot go on following ${path}: ${problem}, or begin anew with --fresh. Compress rotated files a rotation later.`,
    { details: { path } },
  );
}

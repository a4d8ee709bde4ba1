import { randomBytes } from 'node:crypto';
import { open, readdir, type FileHandle } from 'node:fs/promises';

/** The two kinds of file in the folder of a table. */
export type FileKind = 'letters' | 'resolved';

/** The day, in UTC, as file names carry it: `20240501`. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '');
}

/**
 * A name that no other process and no earlier run has: `letters-20240501-093000123-9f2c1a7b.jsonl`, in UTC. Names sort
 * by time.
 */
export function newFileName(kind: FileKind, at: number): string {
  const time = new Date(at).toISOString().slice(11, 23).replaceAll(/[:.]/g, '');
  return `${kind}-${dayOf(at)}-${time}-${randomBytes(4).toString('hex')}.jsonl`;
}

/** Whether a file operation failed because there is no such file. */
export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** Names of the files of `kind` in `directory`, in order of time; none when the directory is missing. */
export async function listFiles(directory: string, kind: FileKind): Promise<readonly string[]> {
  try {
    const names = await readdir(directory);
    return names.filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.jsonl')).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Opens a file that {@link listFiles} named; undefined when a purge took it over meanwhile. */
export async function openListed(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

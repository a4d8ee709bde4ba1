import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMissing, listFiles } from '../stores/file/letter-files.js';

const readableLength = 80;

/**
 * The folder for the store that is described so: `table-record-in-MySQL-at-db-3306-weir-1a2b3c4d`.
 *
 * By the place and not by the table alone, so that what was meant for one server never goes to another one because two
 * configurations are used in one working directory.
 */
export function spillFolder(path: string, description: string): string {
  const readable = description.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, readableLength);
  const hash = createHash('sha256').update(description).digest('hex').slice(0, 8);
  return join(resolve(path), `${readable}-${hash}`);
}

/** Where a spill keeps what its store refused for good. */
export function refusedFolder(directory: string): string {
  return join(directory, 'refused');
}

/** Folders below `path` with letters for other places than that of `own`. */
export async function otherSpillFolders(path: string, own: string): Promise<readonly string[]> {
  const folders = await foldersIn(resolve(path));
  const others = folders.filter((folder) => folder !== own);
  const counts = await Promise.all(others.map(countFiles));
  return others.filter((_, index) => counts[index] !== 0);
}

async function countFiles(folder: string): Promise<number> {
  const files = await Promise.all([folder, refusedFolder(folder)].map((one) => listFiles(one, 'letters')));
  return files.flat().length;
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

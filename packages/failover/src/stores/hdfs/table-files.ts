import { randomUUID } from 'node:crypto';
import type { FileStatus, WebHdfs } from './webhdfs/webhdfs.js';
import { forEachConcurrently } from './for-each-concurrently.js';

/** The directories of a table. A table has no dot in its name, so no other table can be in the way. */
export interface TableDirectories {
  /** StreamPark's directory of letters: `path/table`. */
  readonly letters: string;
  readonly resolved: string;
  /** Where files are until they are whole. */
  readonly writing: string;
}

export function directoriesOf(path: string, table: string): TableDirectories {
  const letters = `${path}/${table}`;
  return { letters, resolved: `${letters}.resolved`, writing: `${letters}.writing` };
}

/** A file of lines, as it was listed. */
export interface ListedFile {
  readonly path: string;
  /** When it was written: out of its name, or its time of modification; milliseconds since the epoch. */
  readonly at: number;
}

/** StreamPark's file names: `<milliseconds since the epoch>_<UUID without dashes>`. */
export function newFileName(at: number): string {
  return `${at}_${randomUUID().replaceAll('-', '')}`;
}

function writtenAt({ pathSuffix, modificationTime }: FileStatus): number {
  const [, millis] = /^(\d{13})_[0-9a-f]{32}$/.exec(pathSuffix) ?? [];
  return millis === undefined ? modificationTime : Number(millis);
}

/** As in Hadoop, what begins with a dot or an underscore is no data; an empty file holds no line. */
function isData({ pathSuffix, type, length }: FileStatus): boolean {
  return !/^[._]/.test(pathSuffix) && (type === 'DIRECTORY' || length > 0);
}

/** Requests to HDFS that one reader has under way. */
export const readersAtOnce = 8;

/** Every file of lines below `directory`, at any depth, for a date format may have slashes; in order of path. */
export async function listFiles(hdfs: WebHdfs, directory: string): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  for (let level = [directory]; level.length > 0;) {
    const next: string[] = [];
    await forEachConcurrently(level, readersAtOnce, async (parent) => {
      for (const status of await hdfs.list(parent)) {
        const path = `${parent}/${status.pathSuffix}`;
        if (!isData(status)) continue;
        if (status.type === 'DIRECTORY') next.push(path);
        else files.push({ path, at: writtenAt(status) });
      }
    });
    level = next;
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

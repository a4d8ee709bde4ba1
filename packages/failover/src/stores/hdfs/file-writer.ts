import { WeirError, type Clock } from '@weir/core';
import type { DateFormat } from './java-date-pattern.js';
import { newFileName, type TableDirectories } from './table-files.js';
import { isRemote } from './webhdfs/webhdfs-error.js';
import type { WebHdfs } from './webhdfs/webhdfs.js';

/** Where and when files are written. */
export interface FileWriterOptions {
  readonly hdfs: () => WebHdfs;
  readonly directories: TableDirectories;
  /** Directory of a day, or whatever the pattern makes of the time; relative. */
  readonly format: DateFormat;
  readonly clock: Clock;
}

/**
 * Writes files that appear whole or not at all: they are written elsewhere and renamed, which HDFS does in one step. A
 * writer that is killed leaves nothing where readers look.
 */
export class FileWriter {
  readonly #options: FileWriterOptions;

  constructor(options: FileWriterOptions) {
    this.#options = options;
  }

  /** Writes `lines`, each with its line break, as a new file of the present time below `directory`. */
  async write(directory: string, lines: readonly Buffer[]): Promise<void> {
    const now = this.#options.clock.now();
    const day = this.#options.format(new Date(now));
    await this.writeFile(`${directory}/${day}/${newFileName(now)}`, lines);
  }

  /** Writes `lines` as the file `path`, whose name must be new. */
  async writeFile(path: string, lines: readonly Buffer[]): Promise<void> {
    const hdfs = this.#options.hdfs();
    const temporary = `${this.#options.directories.writing}/${path.slice(path.lastIndexOf('/') + 1)}`;
    await hdfs.create(temporary, Buffer.concat(lines));
    if (await rename(hdfs, temporary, path)) return;
    await hdfs.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    if (await rename(hdfs, temporary, path)) return;
    throw new WeirError(
      'LETTER_STORE_UNAVAILABLE',
      `HDFS does not rename ${temporary} to ${path}. See the log of the name node.`,
    );
  }
}

/** Whether the file is at `to` afterwards: also when an earlier try, whose answer was lost, has brought it there. */
async function rename(hdfs: WebHdfs, from: string, to: string): Promise<boolean> {
  try {
    if (await hdfs.rename(from, to)) return true;
  } catch (error) {
    if (!isRemote(error, 'FileNotFoundException')) throw error;
  }
  return hdfs.exists(to);
}

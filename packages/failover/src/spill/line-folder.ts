import type { Clock } from '@weir/core';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, listFiles, type FileKind } from '../stores/file/letter-files.js';
import type { AppendHandle } from '../stores/file/line-writer.js';
import { SharedWriter } from '../stores/file/shared-writer.js';

/** Where and how a {@link LineFolder} writes. */
export interface LineFolderOptions {
  /** Created when it is first written to. */
  readonly directory: string;
  readonly clock: Clock;
  /** Creates a file that must not exist; a test gives one that fails. */
  readonly create?: (path: string) => Promise<AppendHandle>;
}

/** Small, because a file is removed as a whole: so much is sent again after a crash. */
const maxFileBytes = 4 * 1024 * 1024;

const kinds: readonly FileKind[] = ['letters', 'resolved'];

/** A folder of files of lines, as the file store writes them; any number of processes may share it. */
export class LineFolder {
  readonly directory: string;
  readonly #writers: Readonly<Record<FileKind, SharedWriter>>;

  constructor(options: LineFolderOptions) {
    this.directory = options.directory;
    this.#writers = {
      letters: new SharedWriter({ ...options, kind: 'letters', maxFileBytes }),
      resolved: new SharedWriter({ ...options, kind: 'resolved', maxFileBytes }),
    };
  }

  /** Resolves once `lines`, without their line breaks, are durable. */
  append(kind: FileKind, lines: readonly (string | Uint8Array)[]): Promise<void> {
    return this.#writers[kind].append(lines.map((line) => Buffer.concat([Buffer.from(line), Buffer.from('\n')])));
  }

  /** Paths of the files of `kind`, in order of time. */
  async list(kind: FileKind): Promise<readonly string[]> {
    return (await listFiles(this.directory, kind)).map((name) => join(this.directory, name));
  }

  /** Measured and not counted, because other processes write to and drain the same folder. */
  async usedBytes(): Promise<number> {
    const paths = (await Promise.all(kinds.map((kind) => this.list(kind)))).flat();
    return (await Promise.all(paths.map(sizeOf))).reduce((sum, size) => sum + size, 0);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#writers).map((writer) => writer.close()));
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

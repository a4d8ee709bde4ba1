import { randomBytes } from 'node:crypto';
import { rename, type FileHandle } from 'node:fs/promises';
import { isMissing } from '../stores/file/letter-files.js';
import { readLines, type Line } from '../stores/file/read-lines.js';

const batchLines = 500;
const batchBytes = 1024 * 1024;

/**
 * Renames the file at `path`, so that a writer that still has it open goes on elsewhere and nothing is behind what was
 * read of it. The new name keeps the place of the file in the order of time.
 *
 * @returns undefined when another process was first
 */
export async function takeFile(path: string): Promise<string | undefined> {
  const taken = path.replace(/[0-9a-f]+\.jsonl$/, `${randomBytes(4).toString('hex')}.jsonl`);
  try {
    await rename(path, taken);
    return taken;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The lines of a file in groups that a store may be given at once. */
export async function* readBatches(handle: FileHandle): AsyncGenerator<readonly Line[]> {
  let batch: Line[] = [];
  let bytes = 0;
  for await (const lines of readLines(handle)) {
    for (const line of lines) {
      batch.push(line);
      bytes += line.bytes.length;
      if (batch.length < batchLines && bytes < batchBytes) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

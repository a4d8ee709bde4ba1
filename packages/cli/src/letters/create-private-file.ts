import { open, type FileHandle } from 'node:fs/promises';
import { describeError, WeirError } from '@weir/core';

/**
 * Creates a file that nobody else may read. One that is there already is left alone. `flag` named the path.
 *
 * @throws CLI_USAGE
 */
export async function createPrivateFile(path: string, flag: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (cause) {
    const message = `--${flag}: cannot create ${path}: ${describeError(cause)}. Name a file that is not there yet.`;
    throw new WeirError('CLI_USAGE', message, { cause });
  }
}

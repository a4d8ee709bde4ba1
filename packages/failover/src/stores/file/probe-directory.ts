import { open, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeDirectory } from './durable-directory.js';

/** Creates, writes and removes a file in `directory`, which stays. Readers do not see the file: it is no `.jsonl`. */
export async function probeDirectory(directory: string): Promise<void> {
  await makeDirectory(directory);
  const path = join(directory, `probe-${randomBytes(8).toString('hex')}`);
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.write('probe\n');
    await handle.datasync();
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

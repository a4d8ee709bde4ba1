import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { waitFor } from './wait-for.mjs';

const LOCK_WITHIN_MS = 10 * 60_000;

/**
 * Runs `work` while no other process runs its own on the same folder: test workers may all start the same server.
 * The lock is a Linux abstract socket, which the kernel frees with its owner, so a crash leaves nothing to clean up.
 */
export async function withLock(folder, work) {
  const name = `\0weir-services-${createHash('sha256').update(folder).digest('hex')}`;
  let lock;
  const locked = await waitFor(async () => (lock = await tryListen(name)), LOCK_WITHIN_MS);
  if (!locked) throw new Error(`another process has been starting or stopping ${folder} for ten minutes`);
  try {
    return await work();
  } finally {
    lock.close();
    await once(lock, 'close');
  }
}

async function tryListen(name) {
  const server = createServer().listen(name);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

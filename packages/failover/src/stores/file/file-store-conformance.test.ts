import { systemClock } from '@weir/core';
import { describeDeadLetterStore } from '@weir/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from './file-store.js';

/** A small bound, so that files are rotated within the suite. */
const maxFileBytes = 100_000;

describeDeadLetterStore('file', async () => {
  const root = await mkdtemp(join(tmpdir(), 'weir-letters-'));
  const open = () => new FileStore({ directory: join(root, 'letters', 'record'), maxFileBytes, clock: systemClock });
  return {
    store: open(),
    reopen: () => Promise.resolve(open()),
    destroy: () => rm(root, { recursive: true }),
  };
});

import { integer, key } from '@weir/core';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { StoreKind } from '../store-kind.js';
import { FileStore } from './file-store.js';

const fileKeys = {
  'file.path': key(z.string().trim().min(1), {
    expected: 'a path',
    doc: 'Folder of the file store, relative to the working directory; the letters are in a folder `table` below it.',
    default: './weir-data/letters',
  }),
  'file.maxFileBytes': key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'Bytes after which the file store begins a new file; it also does so every day (UTC).',
    default: String(64 * 1024 * 1024),
  }),
} as const;

/** `storage: file`: JSON lines in a folder. */
export const fileStoreKind: StoreKind<typeof fileKeys> = {
  blocks: ['file'],
  isLocal: true,
  keys: fileKeys,
  create(table, options, { clock }) {
    const directory = join(resolve(options['file.path']), table);
    return new FileStore({ directory, maxFileBytes: options['file.maxFileBytes'], clock });
  },
};

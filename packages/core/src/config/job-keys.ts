import { z } from 'zod';
import { integer, key } from './key-table.js';

/** The keys of the job itself. They stand at the root, without a prefix. */
export const jobKeys = {
  'pipeline.name': key(z.string().trim().min(1).optional(), {
    expected: 'a name of at least one character',
    doc: 'Name of the job. Part of every record id: letters of one job belong together by it.',
    aliases: ['app.name'],
  }),
  'parallelism.default': key(integer(1, 32_768), {
    expected: 'a whole number from 1 to 32768',
    doc: 'Parallelism of every node that sets none itself.',
    default: '1',
  }),
} as const;

import { z } from 'zod';
import { onErrorModes } from './on-error.js';
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
  'on-error': key(z.string().trim().toLowerCase().pipe(z.enum(onErrorModes)), {
    expected: 'fail or dead-letter',
    doc: 'What happens when a function of map, filter, flatMap, keyBy or mapAsync keeps failing on a record: the job fails, or the function is called once more and the record then dead-lettered by the sinks behind it. An operator’s own `onError` wins.',
    default: 'fail',
  }),
} as const;

import { z } from 'zod';
import { flag, switchFlag, type FlagValues } from '../arguments/flag.js';
import { runFlags } from '../running/shared-flags.js';
import { filterFlags } from './filter-flags.js';
import { headerFlag } from './header-flag.js';
import { rewriteFlag } from './rewrite-flag.js';

/** The flags of a replay. */
export const replayFlags = {
  ...runFlags,
  ...filterFlags,
  'dry-run': switchFlag('Says what would be sent, and sends nothing.'),
  rate: flag(z.coerce.number().positive().optional(), {
    value: 'NUMBER',
    expected: 'a number above 0',
    doc: 'Letters per second at most; retries come on top.',
  }),
  'rewrite-url': rewriteFlag,
  header: headerFlag,
  'job-file': flag(z.string().min(1).optional(), {
    value: 'FILE',
    expected: 'the path of a job file',
    doc: 'The job that wrote the letters: the headers of its sinks, secret ones included, are sent again.',
  }),
  method: flag(z.string().min(1).optional(), {
    value: 'METHOD',
    expected: 'an HTTP method',
    doc: 'For letters whose method nobody knows: those that StreamPark wrote.',
  }),
} as const;

/** The values of {@link replayFlags}. */
export type ReplayFlags = FlagValues<typeof replayFlags>;

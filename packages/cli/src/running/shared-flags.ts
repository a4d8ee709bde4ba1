import { durationSyntax, parseDuration } from '@weir/core';
import { defaultDrainDeadlineMs } from '@weir/runner-local';
import { z } from 'zod';
import { flag } from '../arguments/flag.js';

/** The flag of every command that reads a configuration. */
export const confFlag = flag(z.string().min(1).optional(), {
  value: 'FILE',
  expected: 'the path of a file',
  doc: 'Configuration file, YAML.',
});

/** The flags of every command that runs a job. */
export const runFlags = {
  conf: confFlag,
  summary: flag(z.string().min(1).optional(), {
    value: 'FILE',
    expected: 'the path of a file',
    doc: 'Where to write how the job ended, as JSON, also after a failure.',
  }),
  'log-format': flag(z.enum(['text', 'json']), {
    value: 'text|json',
    expected: 'text or json',
    doc: 'How log lines look.',
    default: 'text',
  }),
  'drain-deadline': flag(
    z
      .string()
      .transform((text) => parseDuration(text) ?? NaN)
      .pipe(z.number().min(0).max(2_147_483_647)),
    {
      value: 'DURATION',
      expected: durationSyntax,
      doc: 'How long what is under way gets after SIGINT or SIGTERM before it is dead-lettered.',
      default: `${defaultDrainDeadlineMs}ms`,
    },
  ),
} as const;

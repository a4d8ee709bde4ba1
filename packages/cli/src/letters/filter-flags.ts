import { deadLetterReasons, parseDuration, type LetterFilter } from '@weir/core';
import { z } from 'zod';
import { flag, type FlagValues } from '../arguments/flag.js';

const text = z.string().min(1).optional();

/** What `Date.parse` takes for a date goes far beyond it: `x 1` is one. */
const isoDate = /^\d{4}-\d{2}-\d{2}(T|$)/;

/** A date, or how long ago; as milliseconds since the epoch. */
const moment = z
  .string()
  .transform((given) => {
    const agoMs = parseDuration(given);
    if (agoMs !== undefined) return Date.now() - agoMs;
    return isoDate.test(given) ? Date.parse(given) : NaN;
  })
  .pipe(z.number())
  .optional();

const momentSyntax = 'a date such as 2026-01-31T12:00:00Z, or how long ago such as 2h';

/** Which letters a command is about; all that are given must match. */
export const filterFlags = {
  id: flag(z.array(z.string().min(1)), {
    value: 'ID',
    expected: 'the id of a letter',
    doc: 'Only these letters.',
    repeatable: true,
  }),
  job: flag(text, { value: 'NAME', expected: 'the name of a job', doc: 'Only letters of this job.' }),
  sink: flag(text, { value: 'UID', expected: 'the uid of a sink', doc: 'Only letters of the sink with this uid.' }),
  host: flag(text, { value: 'HOST[:PORT]', expected: 'a host', doc: 'Only letters to this host, as the URL has it.' }),
  status: flag(z.coerce.number().int().min(100).max(999).optional(), {
    value: 'STATUS',
    expected: 'an HTTP status',
    doc: 'Only letters whose last attempt was answered with this status.',
  }),
  reason: flag(z.enum(deadLetterReasons).optional(), {
    value: 'REASON',
    expected: deadLetterReasons.join(', '),
    doc: `Only letters with this reason: ${deadLetterReasons.join(', ')}.`,
  }),
  key: flag(text, { value: 'KEY', expected: 'a key', doc: 'Only letters with this key.' }),
  since: flag(moment, { value: 'TIME', expected: momentSyntax, doc: 'Only letters given up at this time or later.' }),
  until: flag(moment, { value: 'TIME', expected: momentSyntax, doc: 'Only letters given up before this time.' }),
} as const;

/** The filter that the flags ask for. */
export function toLetterFilter(flags: FlagValues<typeof filterFlags>): LetterFilter {
  const { id, job, sink, host, status, reason, key, since, until } = flags;
  const given = { ids: id.length === 0 ? undefined : id, job, sink, host, status, reason, key, since, until };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

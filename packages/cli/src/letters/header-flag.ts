import { z } from 'zod';
import { flag } from '../arguments/flag.js';

/** Request headers by name. */
export type Headers = Readonly<Record<string, string>>;

const headerLine = z
  .string()
  .regex(/^[^:\s]+:/)
  .transform((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });

/** `--header 'Name: value'`; undefined when there is none. */
export const headerFlag = flag(
  z
    .array(headerLine)
    .transform((lines): Headers | undefined => (lines.length === 0 ? undefined : Object.fromEntries(lines))),
  {
    value: 'LINE',
    expected: 'a header such as "Authorization: Bearer …"',
    doc: 'A header for every request, in place of one of the same name; also for secret ones, which letters do not keep.',
    repeatable: true,
  },
);

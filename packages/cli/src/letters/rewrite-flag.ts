import { z } from 'zod';
import { flag } from '../arguments/flag.js';

type Rewrite = (url: string) => string;

function tryRegExp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    // The caller says what is expected instead.
    return undefined;
  }
}

/** `FROM=TO` or `~PATTERN=TO`; undefined when it is neither. A URL never begins with `~`. */
function parseRewrite(text: string): Rewrite | undefined {
  const [, regex, from, to] = /^(~?)([^=]+)=(.+)$/s.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  if (regex === '') return (url) => (url.startsWith(from) ? to + url.slice(from.length) : url);
  const pattern = tryRegExp(from);
  return pattern && ((url) => url.replace(pattern, to));
}

const rewrite = z.string().transform((text, context) => {
  const parsed = parseRewrite(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

/** `--rewrite-url FROM=TO`: all that are given, one after the other. */
export const rewriteFlag = flag(
  z
    .array(rewrite)
    .transform((all): Rewrite | undefined =>
      all.length === 0 ? undefined : (url) => all.reduce((changed, one) => one(changed), url),
    ),
  {
    value: 'FROM=TO',
    expected: 'FROM=TO, or ~PATTERN=TO with a regular expression',
    doc: 'Sends to other URLs: what begins with FROM begins with TO. ~PATTERN=TO replaces the first match of a regular expression; TO may hold $1, and = in PATTERN is \\x3d.',
    repeatable: true,
  },
);

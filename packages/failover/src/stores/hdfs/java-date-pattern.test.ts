import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDatePattern } from './java-date-pattern.js';

interface Golden {
  /** Local times. */
  readonly times: readonly string[];
  /** What Java's SimpleDateFormat (JDK 17, Locale.US) writes for each of them. */
  readonly patterns: Readonly<Record<string, readonly string[]>>;
}

const { times, patterns } = JSON.parse(
  readFileSync(join(__dirname, 'golden', 'simple-date-format.json'), 'utf8'),
) as Golden;

it.each(Object.entries(patterns))('writes %j as Java does', (pattern, expected) => {
  const format = parseDatePattern(pattern);
  expect(times.map((time) => format?.(new Date(time)))).toEqual(expected);
});

it.each(['', 'yyyy-bb', 'tt', "yyyy'open", 'yyyyMMddZ', 'G', 'yyyy ’ bb'])('refuses %j', (pattern) => {
  expect(parseDatePattern(pattern)).toBeUndefined();
});

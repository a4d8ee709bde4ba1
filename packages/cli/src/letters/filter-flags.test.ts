import { parseArguments } from '../arguments/parse-arguments.js';
import { command } from '../arguments/command.js';
import type { FlagValues } from '../arguments/flag.js';
import { filterFlags, toLetterFilter } from './filter-flags.js';

const sample = command({ name: 'list', summary: 'Lists.', flags: filterFlags, run: () => Promise.resolve(0) });

function filterOf(...args: readonly string[]) {
  return toLetterFilter(parseArguments(sample, args).flags as FlagValues<typeof filterFlags>);
}

test.each([
  [[], {}],
  [['--id', 'a', '--id', 'b'], { ids: ['a', 'b'] }],
  [['--job', 'orders', '--sink', 'orders-http'], { job: 'orders', sink: 'orders-http' }],
  [['--host', 'example.org:80'], { host: 'example.org:80' }],
  [['--status', '503'], { status: 503 }],
  [['--reason', 'abandoned', '--key', 'k'], { reason: 'abandoned', key: 'k' }],
  [['--since', '2026-01-31'], { since: Date.UTC(2026, 0, 31) }],
  [['--until', '2026-01-31T12:00:00+02:00'], { until: Date.UTC(2026, 0, 31, 10) }],
])('%j asks for %j', (args, filter) => {
  expect(filterOf(...args)).toEqual(filter);
});

test('a duration is how long ago', () => {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 31, 12) });
  expect(filterOf('--since', '2h', '--until', '30min')).toEqual({
    since: Date.UTC(2026, 0, 31, 10),
    until: Date.UTC(2026, 0, 31, 11, 30),
  });
  jest.useRealTimers();
});

test.each([
  ['--since', 'monday 1', 'a date such as'],
  ['--until', '2026-13-01', 'a date such as'],
  ['--status', '42', 'an HTTP status'],
  ['--reason', 'unlucky', 'malformed-record, operator-failed, rejected'],
])('%s %s is refused', (name, value, expected) => {
  expect(() => filterOf(name, value)).toThrow(`${name}: "${value}" is not ${expected}`);
});

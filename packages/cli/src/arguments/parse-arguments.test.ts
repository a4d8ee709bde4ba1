import { z } from 'zod';
import { command } from './command.js';
import { flag, switchFlag } from './flag.js';
import { parseArguments } from './parse-arguments.js';

const text = { value: 'TEXT', expected: 'a text', doc: 'A text.' };
const sample = command({
  name: 'sample',
  summary: 'A sample.',
  operand: { name: 'FILE', doc: 'A file.' },
  flags: {
    conf: flag(z.string().optional(), text),
    format: flag(z.enum(['text', 'json']), { ...text, expected: 'text or json', default: 'text' }),
    tag: flag(z.array(z.string()), { ...text, repeatable: true }),
    fresh: switchFlag('A switch.'),
  },
  run: () => Promise.resolve(0),
});

function parse(line: string) {
  return parseArguments(sample, line === '' ? [] : line.split(' '));
}

describe('parseArguments', () => {
  test.each([
    [
      'job.ts',
      { operand: 'job.ts', flags: { conf: undefined, format: 'text', tag: [], fresh: false }, parameters: [] },
    ],
    ['job.ts --conf a.yml', { flags: { conf: 'a.yml', format: 'text', tag: [] } }],
    ['--conf=a.yml job.ts', { operand: 'job.ts', flags: { conf: 'a.yml', format: 'text', tag: [] } }],
    ['job.ts --format json --tag a --tag=b', { flags: { conf: undefined, format: 'json', tag: ['a', 'b'] } }],
    ['job.ts --a.b v', { parameters: ['--a.b=v'] }],
    ['job.ts --a.b=v=w --c.d -1', { parameters: ['--a.b=v=w', '--c.d=-1'] }],
    ['--a.b 1 job.ts --a.b 2', { operand: 'job.ts', parameters: ['--a.b=1', '--a.b=2'] }],
    ['-- job.ts', { operand: 'job.ts' }],
    ['--fresh job.ts', { operand: 'job.ts', flags: { fresh: true } }],
    ['job.ts --fresh --conf a.yml --fresh', { flags: { conf: 'a.yml', fresh: true } }],
  ])('reads %j', (line, expected) => {
    expect(parse(line)).toMatchObject(expected);
  });

  test.each([
    ['job.ts --cnof a.yml', '--cnof is not a flag of weir sample. Did you mean --conf?'],
    ['job.ts --parallelism 2', '--parallelism is not a flag of weir sample.'],
    ['job.ts --toString x', '--toString is not a flag of weir sample.'],
    ['job.ts -c a.yml', '-c is not a flag: flags begin with two dashes.'],
    ['job.ts --conf', '--conf has no value.'],
    ['job.ts --conf --format json', '--conf has no value.'],
    ['job.ts --a.b', '--a.b has no value.'],
    ['job.ts --fresh=no', '--fresh: "no" is not given alone.'],
    ['job.ts --format xml', '--format: "xml" is not text or json.'],
    ['', 'weir sample needs FILE: A file.'],
    ['job.ts other.ts', '"other.ts" is one argument too many for weir sample.'],
  ])('refuses %j', (line, message) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ code: 'CLI_USAGE', message }) as Error);
  });
});

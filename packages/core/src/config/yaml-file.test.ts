import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { isWeirError } from '../errors/weir-error.js';
import { stderrLogger } from '../ports/logger.js';
import { parseYaml, readYamlFile } from './yaml-file.js';

const folder = mkdtempSync(join(tmpdir(), 'weir-yaml-'));

afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string): { values: Record<string, string>; warnings: string[] } {
  const warnings: string[] = [];
  const logger = { ...stderrLogger, warn: (message: string) => void warnings.push(message) };
  return { values: Object.fromEntries(parseYaml(text, 'application.yml', logger)), warnings };
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isWeirError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

describe('keys and values of a YAML file', () => {
  it('reads nested, dotted and mixed keys alike', () => {
    const nested = read('http:\n  sink:\n    threshold:\n      retries: 5\n').values;
    expect(nested).toEqual({ 'http.sink.threshold.retries': '5' });
    expect(read('http.sink.threshold.retries: 5').values).toEqual(nested);
    expect(read('http.sink:\n  threshold.retries: 5').values).toEqual(nested);
  });

  it('keeps the text of a value as it stands in the file', () => {
    const { values } = read('a: 007\nb: 1.50\nc: 0x1F\nd: "0x1F"\ne: True\nf: 1e3\ng: 9007199254740993\n');
    expect(values).toEqual({ a: '007', b: '1.50', c: '0x1F', d: '0x1F', e: 'True', f: '1e3', g: '9007199254740993' });
  });

  it('joins lists with commas', () => {
    expect(read('a: [200, 201]\nb:\n  - 2xx\n  - "304"\nc: []\nd: [1, ~, 2]\n').values).toEqual({
      a: '200,201',
      b: '2xx,304',
      c: '',
      d: '1,,2',
    });
  });

  it('leaves out what has no value', () => {
    expect(read('a:\nb: ~\nc: null\nd: ""\ne: "  "\nf: "null"\ng: {}\n').values).toEqual({
      d: '',
      e: '  ',
      f: 'null',
    });
  });

  it('resolves anchors and merge keys, the own key winning', () => {
    const text =
      'base: &base\n  timeout: 1\n  retries: &r 2\none:\n  <<: *base\n  timeout: 9\nlist: [*r, 3]\nagain: *r\n';
    expect(read(text).values).toEqual({
      'base.timeout': '1',
      'base.retries': '2',
      'one.timeout': '9',
      'one.retries': '2',
      list: '2,3',
      again: '2',
    });
  });

  it.each(['', '# only a comment\n', '---\n', '\uFEFF# with a byte order mark\n'])('takes %j for no keys', (text) => {
    expect(read(text).values).toEqual({});
  });

  it('reads a file with a byte order mark, Windows line ends and comments behind values', () => {
    expect(read('\uFEFFstorage: mysql #kafka,hbase,hdfs\r\ntable: t\r\n').values).toEqual({
      storage: 'mysql',
      table: 't',
    });
  });

  it('keeps a key called __proto__ as a key', () => {
    expect(parseYaml('__proto__:\n  a: 1\n', 'x.yml', stderrLogger)).toEqual(new Map([['__proto__.a', '1']]));
  });
});

describe('values that YAML 1.1 reads differently', () => {
  it.each([
    ['0100', 'the octal number 64'],
    ['1:30', 'the base-60 number 90'],
    ['-1:30', 'the base-60 number -90'],
    ['12:30:45', 'the base-60 number 45045'],
    ['yes', 'true'],
    ['Off', 'false'],
    ['10_000', 'the number 10000'],
  ])('warns about %s, with the key and the other reading, and keeps the text', (text, other) => {
    const { values, warnings } = read(`a:\n  b: ${text}\n`);
    expect(values).toEqual({ 'a.b': text });
    expect(warnings).toEqual([
      `a.b: ${text} is taken as the text "${text}"; YAML 1.1, which StreamPark used, reads ${other} here. Put it in quotes to say what you mean.`,
    ]);
  });

  it.each(['"0100"', "'yes'", '0', '100', '0.5', '127.0.0.1:8080', 'true', 'http://a:80', '1:99'])(
    'says nothing about %s',
    (text) => {
      expect(read(`a: ${text}`).warnings).toEqual([]);
    },
  );

  it('warns about an item of a list', () => {
    expect(read('a: [200, 0201]').warnings).toEqual([expect.stringContaining('a: 0201 is taken as the text "0201"')]);
  });

  it('does not show a secret while it warns', () => {
    const { warnings } = read('db:\n  password: 0123\n');
    expect(warnings).toEqual([expect.stringContaining('db.password: YAML 1.1')]);
    expect(warnings.join()).not.toContain('123');
  });
});

describe('a file that cannot be used', () => {
  it.each([
    ['a: "b\nc: 1\n', 'CONFIG_SYNTAX application.yml:3:1: Missing closing "quote (line 3, column 1).'],
    [
      'http:\n\tsink: 1\n',
      'CONFIG_SYNTAX application.yml:2:1: Tabs are not allowed as indentation (line 2, column 1).',
    ],
    [
      'a: b: c\n',
      'CONFIG_SYNTAX application.yml:1:4: Nested mappings are not allowed in compact mappings (line 1, column 4).',
    ],
    ['a: 1\nb: 2\na: 3\n', 'CONFIG_SYNTAX application.yml:3:1: Map keys must be unique (line 3, column 1).'],
    ['- a\n- b\n', 'CONFIG_SYNTAX application.yml:1:1: expected keys and values, found something else.'],
    ['just text', 'CONFIG_SYNTAX application.yml:1:1: expected keys and values, found something else.'],
  ])('says where %j is wrong', (text, expected) => {
    expect(refusal(() => read(text))).toBe(expected);
  });

  it('refuses a key that is set twice, nested and dotted, to different values', () => {
    expect(refusal(() => read('a.b: 1\na:\n  b: 2\n'))).toBe(
      'CONFIG_CONFLICT application.yml: a.b is set twice to different values. Keep one of them.',
    );
    expect(read('a.b: 1\na:\n  b: 1\n').values).toEqual({ 'a.b': '1' });
  });

  it('does not show the line, in which a secret may stand', () => {
    let thrown: unknown;
    try {
      read('db:\n  password: "hunter2\n');
    } catch (error) {
      thrown = error;
    }
    expect(inspect(thrown)).toContain('CONFIG_SYNTAX');
    expect(inspect(thrown, { depth: 5 })).not.toContain('hunter2');
  });

  it('names a file that is missing, and one that is a directory', () => {
    expect(refusal(() => readYamlFile(join(folder, 'none.yml'), stderrLogger))).toMatch(
      /^CONFIG_FILE_MISSING Cannot read the configuration file .*none\.yml: ENOENT.* Check the path given as conf\.$/,
    );
    expect(refusal(() => readYamlFile(folder, stderrLogger))).toMatch(/^CONFIG_FILE_MISSING .*EISDIR/);
    writeFileSync(join(folder, 'bad.yml'), 'a: [1\n');
    expect(refusal(() => readYamlFile(join(folder, 'bad.yml'), stderrLogger))).toMatch(/^CONFIG_SYNTAX bad\.yml:2:1: /);
  });
});

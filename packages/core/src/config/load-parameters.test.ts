import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { stderrLogger } from '../ports/logger.js';
import { loadParameters, parseParameterArgs, type ParameterSources } from './load-parameters.js';

const folder = mkdtempSync(join(tmpdir(), 'weir-parameters-'));

afterAll(() => rmSync(folder, { recursive: true }));

function load(sources: Omit<ParameterSources, 'logger'>) {
  const warnings: string[] = [];
  const logger = { ...stderrLogger, warn: (message: string) => void warnings.push(message) };
  const parameters = loadParameters({ environment: {}, ...sources, logger });
  return { parameters, values: Object.fromEntries(parameters.toMap()), warnings };
}

describe('one key at several places', () => {
  const root = { 'a.b': 'root' };
  const flinkProperty = { flink: { property: { 'a.b': 'flink.property' } } };
  const deployment = { 'flink.deployment.property.a.b': 'deployment' };
  const app = { app: { a: { b: 'app' } } };

  it.each([
    ['root', root, 'root'],
    ['flink.property over root', { ...flinkProperty, ...root }, 'flink.property'],
    ['flink.deployment.property over flink.property', { ...flinkProperty, ...deployment }, 'deployment'],
    ['app over all others, in any order', { ...app, ...deployment, ...root, ...flinkProperty }, 'app'],
  ])('takes %s', (_, conf, expected) => {
    expect(load({ conf }).values).toEqual({ 'a.b': expected });
  });

  it('takes the command line over the file, wherever it stands there', () => {
    expect(load({ conf: app, args: ['--a.b', 'command line'] }).values).toEqual({ 'a.b': 'command line' });
    expect(load({ conf: app, args: { a: { b: 'command line' } } }).values).toEqual({ 'a.b': 'command line' });
    expect(load({ conf: root, args: ['--app.a.b=command line'] }).values).toEqual({ 'a.b': 'command line' });
  });

  it('keeps app.name, which is a key and not a parameter called name', () => {
    expect(load({ conf: { app: { name: 'orders', colour: 'red' } } }).values).toEqual({
      'app.name': 'orders',
      colour: 'red',
    });
  });

  it('lets an empty value hide another, and a null not', () => {
    expect(load({ conf: { a: 1, b: 1, app: { a: null, b: '' } } }).values).toEqual({ a: '1', b: '' });
    expect(load({ conf: { a: 1 }, args: ['--a='] }).values).toEqual({ a: '' });
  });

  it('says of each parameter where it was set', () => {
    const conf = join(folder, 'application.yml');
    writeFileSync(conf, 'a: 1\nb: 2\n');
    const entries = load({ conf, args: ['--b', '3'] }).parameters.entries();
    expect(entries.get('a')).toMatchObject({ value: '1', origin: conf });
    expect(entries.get('b')).toMatchObject({ value: '3', origin: 'command line' });
  });
});

describe('keys of Flink', () => {
  it('names them once, all together, and leaves them out', () => {
    const { values, warnings } = load({
      conf: {
        flink: {
          option: { target: 'yarn-per-job' },
          property: {
            $internal: { 'application.main': 'x.Y' },
            'taskmanager.numberOfTaskSlots': 1,
            pipeline: { name: 'n' },
          },
        },
        'yarn.application.queue': 'q',
        'flink.checkpoints': { unaligned: true, maxConcurrent: 1 },
        'state.savepoints.dir': 'hdfs:///savepoints',
      },
      args: ['--jobmanager.rpc.port', '1'],
    });
    expect(values).toEqual({ 'pipeline.name': 'n' });
    expect(warnings).toEqual([
      'Ignored, because only Flink knows what to do with it: flink.option.target, yarn.application.queue, ' +
        'flink.checkpoints.unaligned, flink.checkpoints.maxConcurrent, state.savepoints.dir, $internal.application.main, taskmanager.numberOfTaskSlots, jobmanager.rpc.port.',
    ]);
  });

  it('says nothing where there are none', () => {
    expect(load({ conf: { a: 1 } }).warnings).toEqual([]);
  });
});

describe('placeholders', () => {
  it('are replaced by the environment, several in one value', () => {
    const { values } = load({
      conf: { url: 'http://${HOST}:${PORT}/', plain: '$HOST {HOST} ${not-a-name}' },
      environment: { HOST: 'example.org', PORT: '81' },
    });
    expect(values).toEqual({ url: 'http://example.org:81/', plain: '$HOST {HOST} ${not-a-name}' });
  });

  it('are not replaced inside of what they stood for', () => {
    expect(load({ conf: { a: '${A}' }, environment: { A: '${B} $& $1', B: 'no' } }).values).toEqual({
      a: '${B} $& $1',
    });
  });

  it('name key and variable when the variable is missing', () => {
    expect(() => load({ conf: { db: { password: '${DB_PASSWORD}' } } })).toThrow(
      'db.password: the environment variable DB_PASSWORD is not set. Set it, or write the value instead of ${DB_PASSWORD}.',
    );
  });

  it('of a value that lost, or that only Flink reads, need no variable', () => {
    const conf = { 'a.b': '${MISSING}', 'flink.property.env.java.opts': '-Dlog=${FLINK_HOME}' };
    expect(load({ conf, args: ['--a.b', '1'] }).values).toEqual({ 'a.b': '1' });
  });

  it('whose variable is empty are empty', () => {
    expect(load({ conf: { a: '${EMPTY}' }, environment: { EMPTY: '' } }).values).toEqual({ a: '' });
  });

  it('never show what they stood for', () => {
    const { parameters } = load({ conf: { retries: '${SECRET}' }, environment: { SECRET: 'hunter2' } });
    expect(parameters.get('retries')).toBe('hunter2');
    expect(inspect(parameters, { depth: 9, showHidden: true }) + JSON.stringify(parameters)).not.toContain('hunter2');
    expect(() => parameters.getInt('retries')).toThrow(/^retries: "\$\{SECRET\}" \(conf\) is not a whole number/);
  });
});

describe('parameters of the command line', () => {
  it('are read in both forms', () => {
    const args = ['--a.b', 'x y', '-c.d', '-5', '--e.f=1=2', '--g.h=--flag', '--a.b', 'last'];
    expect(Object.fromEntries(parseParameterArgs(args))).toEqual({
      'a.b': 'last',
      'c.d': '-5',
      'e.f': '1=2',
      'g.h': '--flag',
    });
  });

  it.each([
    [['value'], '"value" is not a parameter: expected --key value.'],
    [['--a.b'], '--a.b has no value: expected --key value or --key=value.'],
    [['--a.b', '--c.d', '1'], '--a.b has no value: expected --key value or --key=value.'],
    [['--=x'], '"--=x" is not a parameter: expected --key value.'],
  ])('refuse %j', (args, message) => {
    expect(() => parseParameterArgs(args)).toThrow(message);
  });
});

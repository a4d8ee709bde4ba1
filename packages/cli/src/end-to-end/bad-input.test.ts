import { jobFile, Project } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

const sound = jobFile("new HttpSink(context).get(context.fromElements('http://127.0.0.1:1/')).uid('orders-http');");

async function runWith(args: readonly string[], files: Readonly<Record<string, string>> = {}) {
  await using project = await Project.create({ 'job.ts': sound, ...files });
  return await project.weir('run', 'job.ts', ...args);
}

describe('wrong usage exits with 64', () => {
  test.each([
    [['run'], 'weir run needs FILE'],
    [['rnu', 'job.ts'], '"rnu" is not a command of weir. Did you mean run?'],
    [['letters'], '"letters" is not a command of weir.'],
    [['letters', 'replya'], 'Did you mean letters replay?'],
    [['run', 'job.ts', '--sumary', 'x'], 'Did you mean --summary?'],
    [['run', 'job.ts', '--drain-deadline', 'soon'], '--drain-deadline: "soon" is not a duration'],
    [['run', 'job.ts', '--conf', 'nowhere.yml'], 'Cannot read the configuration file nowhere.yml'],
  ])('weir %j', async (args, message) => {
    await using project = await Project.create({ 'job.ts': sound });
    const { exitCode, stderr, stdout } = await project.weir(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('a wrong configuration exits with 1', () => {
  test.each([
    [
      ['--http.sink.threshold.retrys', '1'],
      'http.sink.threshold.retrys is not a known key. Did you mean http.sink.threshold.retries?',
    ],
    [['--http.sink.colour', 'red'], 'http.sink.colour is not a known key.'],
    [['--pipeline.nmae', 'x'], 'Did you mean pipeline.name?'],
    [
      ['--http.sink.threshold.retries', 'many'],
      'http.sink.threshold.retries: "many" (command line) is not a whole number of at least 0',
    ],
    [
      ['--http.sink.threshold.queueCapacity', '-5'],
      'http.sink.threshold.queueCapacity: "-5" (command line) is not a whole number of at least 1',
    ],
    [
      ['--http.sink.threshold.successCode', ','],
      'http.sink.threshold.successCode: "," (command line) is not a list of statuses',
    ],
    [
      ['--http.sink.failover.storage', 'flie'],
      '"flie" is not a known store. Known: file, mysql, kafka, hdfs, hbase. Did you mean file?',
    ],
    [['--parallelism.default', '-1'], 'parallelism.default: "-1" (command line) is not a whole number from 1'],
    [['--parallelism.default', '1.5'], 'parallelism.default: "1.5" (command line) is not a whole number from 1'],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await runWith(args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });

  test('a malformed file is shown with line and column', async () => {
    const { exitCode, stderr } = await runWith(['--conf', 'bad.yml'], { 'bad.yml': 'http:\n  sink: {a: 1\nx: 2\n' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/bad\.yml:\d+:\d+: .*\(line \d+, column \d+\)/);
  });
});

describe('a wrong job exits with 1', () => {
  const stream = "const urls = context.fromElements('http://127.0.0.1:1/');";

  test.each([
    [
      'two nodes with one uid',
      [stream, "new HttpSink(context).get(urls.map((u) => u).uid('same')).uid('same');"],
      'have the same uid "same"',
    ],
    [
      'a negative parallelism',
      [stream, 'new HttpSink(context, { parallelism: -2 }).get(urls);'],
      'is -2; expected a whole number from 1',
    ],
    [
      'a fractional parallelism',
      [stream, 'new HttpSink(context).get(urls).setParallelism(1.5);'],
      'is 1.5; expected a whole number from 1',
    ],
    ['no sink', [stream, 'urls.map((u) => u);'], 'The job Orders has no sink'],
    [
      'a source that throws',
      ["new HttpSink(context).get(context.fromIterable(function* () { throw new Error('no tape'); }).name('tape'));"],
      'The source "tape" failed: no tape',
    ],
  ])('%s', async (_, lines, message) => {
    const { exitCode, stderr } = await runWith([], { 'job.ts': jobFile(...lines) });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });

  test('an empty source is no error', async () => {
    const files = { 'job.ts': jobFile('new HttpSink(context).get(context.fromElements<string>());') };
    const { exitCode, stdout } = await runWith([], files);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/0 {2}= +0 {2}\+ +0 {2}\+ +0/);
  });

  test('letters that cannot be written fail the job, which says what stays held', async () => {
    const files = { 'job.ts': jobFile("new HttpSink(context).get(context.fromElements('not a url'));"), taken: '' };
    const { exitCode, stderr, stdout } = await runWith(['--http.sink.failover.file.path', 'taken/letters'], files);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('does not take 1 dead letters');
    expect(stderr).toContain('taken/letters');
    expect(stdout).toMatch(/1 {2}= +0 {2}\+ +0 {2}\+ +1/);
    expect(stdout).toContain('1 held: neither delivered nor dead-lettered.');
  });
});

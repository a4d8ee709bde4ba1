import { startEndpoint } from '@weir/testing';
import { countingJob, jobFile, Project } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

const ledgerOf = (accepted: number, delivered: number, deadLettered: number, held = 0) => ({
  accepted,
  delivered,
  deadLettered,
  held,
});

describe('weir run', () => {
  test('exits with 0 when every record was delivered, and writes the summary', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 25) });
    const { exitCode, stdout } = await project.weir('run', 'job.ts', '--summary', 'summary.json');
    expect(exitCode).toBe(0);
    expect(endpoint.ledger.counts.taken).toBe(25);
    expect(stdout).toContain('orders [orders-http]        25  =         25  +              0  +     0');
    expect(stdout).not.toContain('weir letters');
    expect(await project.readJson('summary.json')).toEqual({
      version: 1,
      state: 'finished',
      exitCode: 0,
      ledger: ledgerOf(25, 25, 0),
      sinks: [{ uid: 'orders-http', name: 'orders', ledger: ledgerOf(25, 25, 0) }],
    });
  });

  test('exits with 2 when there are dead letters, and says where they are and how to send them again', async () => {
    await using endpoint = await startEndpoint({ script: ({ target }) => (target.endsWith('3') ? 404 : 200) });
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 10), 'a.yml': 'app: {x.y: 1}' });
    const { exitCode, stdout } = await project.weir('run', 'job.ts', '--conf', 'a.yml', '--summary', 'summary.json');
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/10 {2}= +9 {2}\+ +1 {2}\+ +0/);
    expect(stdout).toContain('weir-data/letters');
    expect(stdout).toContain('weir letters replay --conf a.yml');
    expect(await project.readJson('summary.json')).toMatchObject({ state: 'finished', exitCode: 2 });
  });

  test('exits with 1 when the job fails, names operator, record and cause, and still writes ledger and summary', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({
      'job.ts': jobFile(
        'const urls = context.generate({ count: 10 }).map((n) => {',
        `  if (n === 4) throw new Error('no price'); return '${endpoint.url}/?n=' + n; }).name('price');`,
        "new HttpSink(context).post(urls).uid('orders-http');",
      ),
    });
    const { exitCode, stderr, stdout } = await project.weir('run', 'job.ts', '--summary', 'summary.json');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('[OPERATOR_FAILED]: map "price" failed on record 4');
    expect(stderr).toContain('no price');
    expect(stderr).toContain('what to do: Correct the function, or filter such records out before it.');
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stdout).toContain('Orders: failed');
    expect(await project.readJson('summary.json')).toMatchObject({ version: 1, state: 'failed', exitCode: 1 });
  });

  test('a destroy that throws takes neither the table nor the summary', async () => {
    await using endpoint = await startEndpoint();
    const job = countingJob(endpoint.url, 5).replace(
      /}\n$/,
      "  override destroy(): void {\n    throw new Error('too late');\n  }\n}\n",
    );
    await using project = await Project.create({ 'job.ts': job });
    const { exitCode, stdout, stderr } = await project.weir('run', 'job.ts', '--summary', 'summary.json');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('destroy() failed: too late');
    expect(stdout + stderr).toMatch(/5 += +5 +\+ +0 +\+ +0/);
    expect(await project.readJson('summary.json')).toMatchObject({
      state: 'failed',
      exitCode: 1,
      ledger: { accepted: 5, delivered: 5, deadLettered: 0, held: 0 },
    });
  });

  test('writes a summary of zeros for a job that never started, over an old one', async () => {
    await using project = await Project.create({ 'job.ts': 'export default 1;', 'summary.json': 'old' });
    const { exitCode } = await project.weir('run', 'job.ts', '--summary', 'summary.json');
    expect(exitCode).toBe(1);
    expect(await project.readJson('summary.json')).toEqual({
      version: 1,
      state: 'failed',
      exitCode: 1,
      ledger: ledgerOf(0, 0, 0),
      sinks: [],
    });
  });

  test('refuses a summary that cannot be written before anything is sent', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 5) });
    const { exitCode, stderr } = await project.weir('run', 'job.ts', '--summary', 'nowhere/summary.json');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--summary: cannot write nowhere/summary.json');
    expect(endpoint.ledger.counts.requests).toBe(0);
  });

  test('writes nothing but JSON lines with --log-format json', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 5) });
    const { exitCode, stderr, stdout } = await project.weir('run', 'job.ts', '--log-format', 'json');
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    const lines = stderr.trimEnd().split('\n');
    const [first, last] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line ?? '') as unknown);
    expect(first).toMatchObject({ level: 'info', message: 'Running Orders of job.ts.' });
    expect(last).toMatchObject({ state: 'finished', exitCode: 0, ledger: ledgerOf(5, 5, 0) });
  });

  test('ends although the job left a timer behind', async () => {
    await using project = await Project.create({
      'job.ts': jobFile(
        'setInterval(() => undefined, 1e6); new HttpSink(context).post(context.fromElements<string>());',
      ),
    });
    expect((await project.weir('run', 'job.ts')).exitCode).toBe(0);
  });

  test('takes parameters from the command line before the file', async () => {
    await using endpoint = await startEndpoint({ script: [500, 200] });
    await using project = await Project.create({
      'job.ts': countingJob(endpoint.url, 1),
      'application.yml': 'http.sink.threshold.retries: 0\npipeline.name: from-file\n',
    });
    const args = ['run', 'job.ts', '--conf', 'application.yml', '--http.sink.threshold.retries', '1'];
    const { exitCode, stdout } = await project.weir(...args, '--http.sink.backoff.initial=0');
    expect({ exitCode, requests: endpoint.ledger.counts.requests }).toEqual({ exitCode: 0, requests: 2 });
    expect(stdout).toContain('from-file: finished');
  });

  test('prints the stack with WEIR_DEBUG', async () => {
    await using project = await Project.create({ 'job.ts': "throw new Error('boom');" });
    const { stderr } = await project.start(['run', 'job.ts'], { WEIR_DEBUG: '1' }).done;
    expect(stderr).toMatch(/^ +at .*job\.ts/m);
  });
});

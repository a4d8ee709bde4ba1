import { randomUUID } from 'node:crypto';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { ServiceInstance } from '../../../../services/service-instance.js';
import { countingJob, jobFile, Project } from '../end-to-end/weir-process.js';

// Every test starts processes on engines, on machines that may be busy.
jest.setTimeout(180_000);

const toFile = ['--http.sink.failover.storage', 'file'];
const balanced = (accepted: number, deadLettered: number) => ({
  ledger: { accepted, delivered: accepted - deadLettered, deadLettered, held: 0 },
});

interface JobsOverview {
  readonly jobs: readonly { readonly name: string; readonly state: string }[];
}

let prism: Readonly<Record<string, string>>;
let flink: Readonly<Record<string, string>>;
let endpoint: Endpoint;

beforeAll(async () => {
  prism = await new ServiceInstance('prism').start();
  flink = await new ServiceInstance('flink').start();
});

beforeEach(async () => {
  // One in ten is rejected for good: those whose number ends with 7.
  endpoint = await startEndpoint({ keep: 'counts', script: (request) => (/n=\d*7$/.test(request.target) ? 400 : 200) });
});

afterEach(() => endpoint.close());

const flinkFlags = (): string[] => [
  ...['--runner', 'flink', '--endpoint', flink['WEIR_FLINK_ENDPOINT'] ?? ''],
  ...['--flink-rest', flink['WEIR_FLINK_REST'] ?? ''],
];

async function flinkStates(stem: string): Promise<string[]> {
  const { jobs } = JSON.parse(await new ServiceInstance('flink').client('GET', '/jobs/overview')) as JobsOverview;
  return jobs.filter(({ name }) => name.startsWith(`${stem}-`)).map(({ state }) => state);
}

test('weir run --runner prism starts a Prism, and gives ledger, summary and exit code as locally', async () => {
  await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 1_000) });
  const args = ['run', 'job.ts', '--runner', 'prism', ...toFile, '--summary', 'summary.json'];
  const path = `${process.env['PATH'] ?? ''}:${prism['WEIR_PRISM_BIN'] ?? ''}`;
  const { exitCode, stdout, stderr } = await project.start(args, { PATH: path }).done;
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2 });
  expect(stdout).toMatch(/orders \[orders-http\] +1,000 += +900 +\+ +100 +\+ +0/);
  expect(await project.readJson('summary.json')).toMatchObject({
    state: 'finished',
    exitCode: 2,
    ...balanced(1_000, 100),
  });
});

test.each([['loopback'], ['process']])('weir run --runner flink --environment %s', async (environment) => {
  await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 1_000) });
  const args = ['run', 'job.ts', ...flinkFlags(), '--environment', environment, ...toFile, '--summary', 'summary.json'];
  const { exitCode, stderr } = await project.weir(...args);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2 });
  expect(stderr).not.toContain('restart strategy'); // this Flink has one
  expect(await project.readJson('summary.json')).toMatchObject({ state: 'finished', ...balanced(1_000, 100) });
});

test('weir worker serves --environment external', async () => {
  await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 100) });
  const worker = project.start(['worker', '--port', '0', '--log-format', 'json']);
  const said = await worker.sees('--environment external=');
  const external = /external=([\d.:]+\d)\./.exec(said)?.[1] ?? '';
  const args = ['run', 'job.ts', ...flinkFlags(), '--environment', `external=${external}`, ...toFile];
  const { exitCode, stdout } = await project.weir(...args);
  expect(stdout).toMatch(/orders \[orders-http\] +100 += +90 +\+ +10 +\+ +0/);
  expect(exitCode).toBe(2);
  worker.signal('SIGTERM');
  expect((await worker.done).exitCode).toBe(0);
});

test('a job that no worker can load is cancelled in Flink, which would start it again and again', async () => {
  const stem = `vanishing-${randomUUID()}`;
  const gone = jobFile(
    'rmSync(new URL(import.meta.url));',
    `new HttpSink(context).post(context.fromElements('${endpoint.url}')).uid('out');`,
  );
  await using project = await Project.create({ [`${stem}.ts`]: `import { rmSync } from 'node:fs';\n${gone}` });
  const { exitCode, stderr } = await project.weir(
    'run',
    `${stem}.ts`,
    ...flinkFlags(),
    '--environment',
    'process',
    ...toFile,
  );
  expect(stderr).toContain('[JOB_FILE_MISSING]');
  expect(exitCode).toBe(1);
  expect(await flinkStates(stem)).toEqual(['CANCELED']);
});

describe('an endless job on Flink', () => {
  const endless = (url: string): string =>
    jobFile(
      `const urls = context.generate({ ratePerSecond: 500 }).map((n) => \`${url}/?n=\${n * 10}\`);`,
      "new HttpSink(context).post(urls).name('orders').uid('orders-http');",
    );

  test('is cancelled in Flink by a signal, after a savepoint, and goes on from it', async () => {
    const stem = `orders-${randomUUID()}`;
    await using project = await Project.create({ [`${stem}.ts`]: endless(endpoint.url) });
    const args = ['run', `${stem}.ts`, ...flinkFlags(), ...toFile, '--summary', 'summary.json'];
    const job = project.start([...args, '--savepoint', project.folder]);
    await endpoint.waitFor(({ counts }) => counts.requests > 1_000, { deadlineMs: 90_000 });
    job.signal('SIGINT');
    const { exitCode, stderr } = await job.done;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(await flinkStates(stem)).toEqual(['CANCELED']);
    const { ledger } = (await project.readJson('summary.json')) as { ledger: { accepted: number; delivered: number } };
    expect(ledger.delivered).toBe(ledger.accepted);
    expect(ledger.accepted).toBeGreaterThan(0);

    const savepoint = /Savepoint: (\S+)/.exec(stderr)?.[1] ?? '';
    // With a savepoint again: the ledger is that of what the engine has committed, which may be nothing yet.
    const resumed = project.start([...args, '--savepoint', project.folder, '--from', savepoint]);
    const before = endpoint.ledger.counts.requests;
    await endpoint.waitFor(({ counts }) => counts.requests > before + 1_000, { deadlineMs: 90_000 });
    resumed.signal('SIGINT');
    expect((await resumed.done).exitCode).toBe(0);
    // What the first run had done stays done: the second did not begin anew.
    const second = (await project.readJson('summary.json')) as { ledger: { accepted: number } };
    expect(second.ledger.accepted).toBeGreaterThan(ledger.accepted);
  });
});

test("names the job service when it is given Flink's REST address instead", async () => {
  await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 1) });
  const rest = (flink['WEIR_FLINK_REST'] ?? '').replace('http://', '');
  const { exitCode, stderr } = await project.weir('run', 'job.ts', '--runner', 'beam', '--endpoint', rest);
  expect(stderr).toContain('[BEAM_UNAVAILABLE]');
  expect(exitCode).toBe(1);
});

import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { jobFile, Project, type Done } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(120_000);

let endpoint: Endpoint;
let project: Project;

/** The job as it is drawn with this uid of its sink. */
function jobOf(uid: string): string {
  return jobFile(
    `const urls = context.generate({ count: 5 }).uid('numbers').map((n) => \`${endpoint.url}/?n=\${n}\`);`,
    `new HttpSink(context).post(urls).uid('${uid}');`,
  );
}

beforeEach(async () => {
  endpoint = await startEndpoint({ script: { kind: 'never' } });
  project = await Project.create({ 'job.ts': jobOf('orders') });
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await endpoint.close();
});

const folder = (): string => join(project.folder, '.weir', 'job.ts-Orders');

/** Runs the job until the endpoint has seen its five records, kills it with a checkpoint there, and heals the endpoint. */
async function interrupt(): Promise<void> {
  const job = project.start(['run', 'job.ts', '--http.sink.threshold.timeout', '1h']);
  await endpoint.waitFor(({ counts }) => counts.requests === 5);
  job.signal('SIGTERM');
  await job.sees('draining');
  job.signal('SIGTERM');
  expect((await job.done).exitCode).toBe(0);
  endpoint.setScript(200);
}

function newest(): string {
  const name = readdirSync(folder()).sort().at(-1);
  return join(folder(), name ?? '');
}

function expectSuccess({ exitCode, stderr }: Done, log: RegExp): void {
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.stringMatching(log) as string });
  expect(existsSync(folder())).toBe(false);
}

test('the next run goes on where the last one was stopped, under the job that module and class name', async () => {
  await interrupt();
  expectSuccess(
    await project.weir('run', './job.ts'),
    /Resuming Orders from checkpoint \d+ of .*--fresh would begin anew/,
  );
  expect(endpoint.ledger.counts.taken).toBe(5);
});

test('--fresh begins anew; --from goes on from a checkpoint that was put aside', async () => {
  await interrupt();
  const savepoint = join(project.folder, 'savepoint.json');
  copyFileSync(newest(), savepoint);
  const fresh = await project.weir('run', '--fresh', 'job.ts');
  expectSuccess(fresh, /Running/);
  expect(fresh.stderr).not.toContain('Resuming');
  expect(endpoint.ledger.counts.taken).toBe(5);
  expectSuccess(await project.weir('run', 'job.ts', '--from', 'savepoint.json'), /Resuming .* in savepoint\.json/);
  expect(endpoint.ledger.counts.taken).toBe(10);
  const both = await project.weir('run', 'job.ts', '--from', 'savepoint.json', '--fresh');
  expect([both.exitCode, both.stderr.includes('[CONFIG_CONFLICT]')]).toEqual([1, true]);
});

test('a changed graph is refused by name; --allow-non-restored-state goes on without what does not fit', async () => {
  await interrupt();
  await project.write('job.ts', jobOf('other-orders'));
  const refused = await project.weir('run', 'job.ts');
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('state without a node: orders; nodes without state: other-orders');
  expectSuccess(await project.weir('run', 'job.ts', '--allow-non-restored-state'), /Resuming/);
  expect(endpoint.ledger.counts.taken).toBe(0);
});

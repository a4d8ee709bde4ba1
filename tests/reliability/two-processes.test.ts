import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { jobFile, Project } from '../../packages/cli/src/end-to-end/weir-process.js';

jest.setTimeout(120_000);

/** A job without an end that is at work when its first request arrives. */
function createProject(endpoint: Endpoint): Promise<Project> {
  const job = jobFile(
    `const urls = context.generate({ ratePerSecond: 100 }).map((n) => \`${endpoint.url}/r?n=\${n}\`);`,
    "new HttpSink(context).post(urls).uid('out');",
  );
  return Project.create({ 'job.ts': job });
}

test('two live processes on one directory: the second is refused at once and the first goes on', async () => {
  await using endpoint = await startEndpoint();
  await using project = await createProject(endpoint);
  const first = project.start(['run', 'job.ts']);
  await endpoint.waitFor(({ counts }) => counts.requests > 0, { deadlineMs: 30_000 });
  const second = await project.weir('run', 'job.ts');
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain('CHECKPOINT_LOCKED');
  expect(second.stderr).toMatch(/Process \d+ runs this job already/);
  const { requests } = endpoint.ledger.counts;
  await endpoint.waitFor(({ counts }) => counts.requests > requests + 10);
  first.signal('SIGTERM');
  expect((await first.done).exitCode).toBe(0);
});

test('of several processes that find the lock of a killed one, exactly one takes it over', async () => {
  await using endpoint = await startEndpoint();
  await using project = await createProject(endpoint);
  const first = project.start(['run', 'job.ts']);
  await endpoint.waitFor(({ counts }) => counts.requests > 0, { deadlineMs: 30_000 });
  first.signal('SIGKILL');
  await first.done;
  const rivals = Array.from({ length: 3 }, () => project.start(['run', 'job.ts']));
  const ends = rivals.map(async (rival) => ({ rival, done: await rival.done }));
  const refused = await Promise.all([Promise.race(ends), othersThan(ends)]);
  expect(refused.every(({ done }) => done.stderr.includes('CHECKPOINT_LOCKED'))).toBe(true);
  const [winner] = rivals.filter((rival) => !refused.some((end) => end.rival === rival));
  const { requests } = endpoint.ledger.counts;
  await endpoint.waitFor(({ counts }) => counts.requests > requests);
  winner?.signal('SIGTERM');
  expect((await winner?.done)?.exitCode).toBe(0);
});

/** The second of `ends` to come. */
async function othersThan<T>(ends: readonly Promise<T>[]): Promise<T> {
  const first = await Promise.race(ends.map((end, i) => end.then(() => i)));
  return Promise.race(ends.filter((_, i) => i !== first));
}

test('the lock of a killed process is taken over also while its parent has not noticed', async () => {
  await using endpoint = await startEndpoint();
  await using project = await createProject(endpoint);
  // The shell becomes a program that asks after no child: the killed process stays in the table.
  const weir = `${process.execPath} ${require.resolve('../../packages/cli/bin/weir.js')}`;
  const shell = `${weir} run job.ts & echo $!; exec tail -f /dev/null`;
  const parent = spawn('sh', ['-c', shell], { cwd: project.folder, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [pid] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    await endpoint.waitFor(({ counts }) => counts.requests > 0, { deadlineMs: 30_000 });
    process.kill(Number(pid), 'SIGKILL');
    const { requests } = endpoint.ledger.counts;
    const next = project.start(['run', 'job.ts']);
    await endpoint.waitFor(({ counts }) => counts.requests > requests + 50, { deadlineMs: 30_000 });
    next.signal('SIGTERM');
    expect((await next.done).exitCode).toBe(0);
  } finally {
    parent.kill('SIGKILL');
  }
});

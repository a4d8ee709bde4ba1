import { isBalanced, type Ledger } from '@weir/core';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { jobFile, Project } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

/** A job without an end whose requests are never answered. */
async function createHangingProject(endpoint: Endpoint): Promise<Project> {
  return Project.create({
    'job.ts': jobFile(
      `const urls = context.generate({ ratePerSecond: 200 }).map((n) => \`${endpoint.url}/?n=\${n}\`);`,
      "new HttpSink(context).post(urls).uid('orders-http');",
    ),
    taken: '',
  });
}

const noCheckpoints = ['--execution.checkpointing.interval', '0'];

interface Summary {
  readonly state: string;
  readonly ledger: Ledger;
}

describe('signals', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s drains; what is unfinished at the deadline is dead-lettered when there are no checkpoints',
    async (name) => {
      await using endpoint = await startEndpoint({ script: { kind: 'never' } });
      await using project = await createHangingProject(endpoint);
      const job = project.start([
        'run',
        'job.ts',
        '--summary',
        'summary.json',
        '--drain-deadline',
        '200ms',
        ...noCheckpoints,
      ]);
      await endpoint.waitFor(({ counts }) => counts.requests >= 20);
      job.signal(name);
      await job.sees(`${name}: draining.`);
      expect((await job.done).exitCode).toBe(2);
      const { state, ledger } = (await project.readJson('summary.json')) as Summary;
      expect(state).toBe('drained');
      expect(isBalanced(ledger)).toBe(true);
      expect(ledger).toMatchObject({ delivered: 0, deadLettered: ledger.accepted, held: 0 });
      const { stdout } = await project.weir('letters', 'list', '--reason', 'abandoned', '--limit', '0');
      expect(stdout).toContain(`${ledger.accepted} open in`);
    },
  );

  test('a drain that succeeds loses nothing and exits with 0', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'held', then: { kind: 'status', status: 200 } } });
    await using project = await createHangingProject(endpoint);
    const job = project.start(['run', 'job.ts', '--http.sink.threshold.timeout', '60s']);
    await endpoint.waitFor(({ counts }) => counts.held >= 5);
    job.signal('SIGINT');
    await job.sees('draining');
    endpoint.setScript(200);
    endpoint.release();
    expect((await job.done).exitCode).toBe(0);
  });

  test('what is unfinished at the deadline is in the last checkpoint and in the report, and the next run delivers it', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'never' }, keep: 'identities' });
    await using project = await createHangingProject(endpoint);
    const args = ['run', 'job.ts', '--summary', 'summary.json'];
    const job = project.start([...args, '--drain-deadline', '200ms', '--http.sink.threshold.timeout', '1h']);
    await endpoint.waitFor(({ counts }) => counts.requests >= 20);
    job.signal('SIGTERM');
    const { exitCode, stdout } = await job.done;
    expect(exitCode).toBe(0);
    const { state, ledger } = (await project.readJson('summary.json')) as Summary;
    expect(state).toBe('drained');
    expect(ledger).toMatchObject({ delivered: 0, deadLettered: 0, held: ledger.accepted });
    expect(stdout).toContain(`${ledger.held} held: neither delivered nor dead-lettered. Run the job again.`);

    endpoint.setScript(200);
    const next = project.start(args);
    await next.sees('Resuming Orders from checkpoint');
    const held = Array.from({ length: ledger.held }, (_, n) => `POST /?n=${n}`);
    await endpoint.waitFor(({ identities }) => held.every((one) => identities.get(one)?.taken === 1));
    next.signal('SIGTERM');
    expect((await next.done).exitCode).toBe(0);
  });

  test('the second signal stops at once; what is left is in the last checkpoint', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'never' } });
    await using project = await createHangingProject(endpoint);
    const args = ['--drain-deadline', '1h', '--http.sink.threshold.timeout', '1h', '--summary', 'summary.json'];
    const job = project.start(['run', 'job.ts', ...args]);
    await endpoint.waitFor(({ counts }) => counts.requests >= 20);
    job.signal('SIGINT');
    await job.sees('draining');
    job.signal('SIGINT');
    expect((await job.done).exitCode).toBe(0);
    const { state, ledger } = (await project.readJson('summary.json')) as Summary;
    expect(state).toBe('cancelled');
    expect(ledger).toMatchObject({ delivered: 0, deadLettered: 0, held: ledger.accepted });
  });

  test('the second signal dead-letters what is left at once when there are no checkpoints', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'never' } });
    await using project = await createHangingProject(endpoint);
    const args = ['--drain-deadline', '1h', '--http.sink.threshold.timeout', '1h', '--summary', 'summary.json'];
    const job = project.start(['run', 'job.ts', ...args, ...noCheckpoints]);
    await endpoint.waitFor(({ counts }) => counts.requests >= 20);
    job.signal('SIGINT');
    await job.sees('draining');
    job.signal('SIGINT');
    expect((await job.done).exitCode).toBe(2);
    const { state, ledger } = (await project.readJson('summary.json')) as Summary;
    expect(state).toBe('cancelled');
    expect(ledger).toMatchObject({ delivered: 0, deadLettered: ledger.accepted, held: 0 });
  });

  test('the third signal ends the process when even that hangs', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'never' } });
    await using project = await createHangingProject(endpoint);
    const store = ['--http.sink.failover.file.path', 'taken/letters'];
    const job = project.start(['run', 'job.ts', ...store, ...noCheckpoints]);
    await endpoint.waitFor(({ counts }) => counts.requests >= 20);
    job.signal('SIGTERM');
    await job.sees('draining');
    job.signal('SIGTERM');
    await job.sees('Trying again in');
    job.signal('SIGTERM');
    expect((await job.done).exitCode).toBe(143);
  });
});

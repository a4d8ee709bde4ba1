import { startEndpoint } from '@weir/testing';
import { countingJob, Project } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

describe('weir check', () => {
  test('prints what is in effect with secrets hidden, and probes endpoint and store', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({
      'job.ts': countingJob(endpoint.url, 1),
      'application.yml':
        'api.token: hunter2\nproxy.url: http://me:hunter2@proxy\nhttp.sink.threshold.successCode: 200, 302\n',
    });
    const args = ['check', 'job.ts', '--conf', 'application.yml', '--endpoint', endpoint.url];
    const more = ['--http.sink.threshold.retries', '7', '--http.sink.outcome.retry', '404, 520-529'];
    const { exitCode, stdout } = await project.weir(...args, ...more);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('hunter2');
    expect(stdout).toMatch(/api\.token +\*{6} +\(application\.yml\)/);
    expect(stdout).toMatch(/retries +7/);
    expect(stdout).toMatch(/200, 302 +delivered/);
    expect(stdout).toMatch(/404 +retry +listed in outcome.retry/);
    expect(stdout).toMatch(/no answer +retry/);
    expect(stdout).toMatch(/circuit breaker +after 100 failures/);
    expect(stdout).toMatch(/ok +endpoint http/);
    expect(stdout).toMatch(/ok +dead-letter store: files in .*weir-data/);
    expect(endpoint.ledger.counts).toMatchObject({ connections: 1, requests: 0 });
  });

  test('exits with 1 when endpoint or store cannot be reached, and says which', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 1), taken: '' });
    endpoint.stopListening();
    const args = ['check', 'job.ts', '--endpoint', endpoint.url, '--http.sink.failover.file.path', 'taken/letters'];
    const { exitCode, stdout } = await project.weir(...args);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/FAILED +endpoint .*ECONNREFUSED/);
    expect(stdout).toMatch(/FAILED +dead-letter store: .*taken\/letters/);
  });

  test.each([
    [
      '--execution.checkpointing.interval',
      'soon',
      'execution.checkpointing.interval: "soon" (command line) is not a duration',
    ],
    ['--state.checkpoint.dir', 'state', 'Did you mean state.checkpoints.dir?'],
    ['--restart-strategy.fixed-delay.atempts', '3', 'Did you mean restart-strategy.fixed-delay.attempts?'],
  ])('refuses %s %s', async (key, value, message) => {
    await using project = await Project.create({ 'job.ts': countingJob('http://127.0.0.1:1', 1) });
    const { exitCode, stderr } = await project.weir('check', 'job.ts', key, value);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
  });

  test('says that it cannot know the endpoint when none is named', async () => {
    await using project = await Project.create({ 'job.ts': countingJob('http://127.0.0.1:1', 1) });
    const { exitCode, stdout } = await project.weir('check', 'job.ts');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('endpoint not probed: the URL comes with the records.');
  });
});

describe('weir graph', () => {
  test('prints the graph as Mermaid', async () => {
    await using project = await Project.create({ 'job.ts': countingJob('http://127.0.0.1:1', 1) });
    const { exitCode, stdout } = await project.weir('graph', 'job.ts', '--format', 'mermaid');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^flowchart LR\n/);
  });
});

describe('weir', () => {
  test('says its version and explains itself', async () => {
    await using project = await Project.create();
    expect((await project.weir('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await project.weir('--help')).stdout).toContain('weir letters replay');
    const help = await project.weir('run', '--help');
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain('--drain-deadline DURATION');
    expect((await project.weir()).exitCode).toBe(64);
  });
});

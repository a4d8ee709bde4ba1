import { startEndpoint, type Endpoint } from '@weir/testing';
import { countingJob, jobFile, Project } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

/** A project whose job has run against `endpoint`. */
async function createProjectWithLetters(endpoint: Endpoint, job = countingJob(endpoint.url, 10)): Promise<Project> {
  const project = await Project.create({ 'job.ts': job, 'application.yml': 'http.sink.failover.file.path: ./kept\n' });
  const { exitCode } = await project.weir('run', 'job.ts', '--conf', 'application.yml');
  expect(exitCode).toBe(2);
  return project;
}

const conf = ['--conf', 'application.yml'] as const;
const idIn = (text: string): string => /^[0-9a-f]{32}/m.exec(text)?.[0] ?? '';

describe('weir letters', () => {
  test('lists open letters with counts by reason, by filter and up to a limit', async () => {
    await using endpoint = await startEndpoint({ script: ({ target }) => (/[37]$/.test(target) ? 404 : 200) });
    await using project = await createProjectWithLetters(endpoint);
    const all = await project.weir('letters', 'list', ...conf);
    expect(all.exitCode).toBe(0);
    expect(all.stdout).toContain(`rejected  404 Not Found  POST ${endpoint.url}/?n=3`);
    expect(all.stdout).toMatch(/2 open in files in .*kept.*: 2 rejected/);
    const one = await project.weir('letters', 'list', '--http.sink.failover.file.path', 'kept', '--limit', '1');
    expect(one.stdout).toContain('… and 1 more (--limit)');
    const none = await project.weir('letters', 'list', ...conf, '--status', '500', '--since', '1h');
    expect(none.stdout).toContain('0 open in');
  });

  test('shows one letter whole, and says when there is none of that id', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'status', status: 422, body: 'no such user' } });
    await using project = await createProjectWithLetters(endpoint, countingJob(endpoint.url, 1));
    const id = idIn((await project.weir('letters', 'list', ...conf)).stdout);
    const { stdout } = await project.weir('letters', 'show', id, ...conf);
    expect(stdout).toContain('rejected: 422 Unprocessable Entity');
    expect(stdout).toContain('422 "no such user"');
    const { exitCode, stderr } = await project.weir('letters', 'show', 'f00', ...conf);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('There is no open letter f00');
  });

  test('replay settles what is delivered and leaves the rest open with its history', async () => {
    await using endpoint = await startEndpoint({ script: ({ target }) => (/[37]$/.test(target) ? 404 : 200) });
    await using project = await createProjectWithLetters(endpoint);
    endpoint.setScript(({ target }) => (target.endsWith('7') ? 410 : 200));
    const first = await project.weir('letters', 'replay', ...conf, '--summary', 'summary.json');
    expect(first.exitCode).toBe(2);
    expect(first.stdout).toMatch(/2 {2}= +1 {2}\+ +1 {2}\+ +0/);
    expect(await project.readJson('summary.json')).toMatchObject({
      ledger: { accepted: 2, delivered: 1, deadLettered: 1 },
    });

    const { stdout } = await project.weir('letters', 'list', ...conf);
    expect(stdout).toContain('1 open in');
    const shown = (await project.weir('letters', 'show', idIn(stdout), ...conf)).stdout;
    expect(shown).toMatch(/attempts +2/);
    expect(shown.indexOf('404')).toBeLessThan(shown.lastIndexOf('410'));

    endpoint.setScript(200);
    expect((await project.weir('letters', 'replay', ...conf)).exitCode).toBe(0);
    const again = await project.weir('letters', 'replay', ...conf);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('Nothing to replay');
    const taken = endpoint.ledger.exchanges.filter((exchange) => exchange.taken).map(({ request }) => request.target);
    expect(taken.sort()).toEqual(Array.from({ length: 10 }, (_, n) => `/?n=${n}`));
  });

  test('replay sends only what the filter asks for', async () => {
    await using endpoint = await startEndpoint({ script: 404 });
    await using project = await createProjectWithLetters(endpoint, countingJob(endpoint.url, 3));
    const id = idIn((await project.weir('letters', 'list', ...conf)).stdout);
    endpoint.setScript(200);
    expect((await project.weir('letters', 'replay', ...conf, '--id', id)).exitCode).toBe(0);
    expect(endpoint.ledger.counts.taken).toBe(1);
    expect((await project.weir('letters', 'list', ...conf)).stdout).toContain('2 open in');
  });

  test('replay asks for secret headers, which letters do not keep', async () => {
    await using endpoint = await startEndpoint({ script: 404 });
    const job = jobFile(
      `const urls = context.fromElements('${endpoint.url}/a');`,
      "new HttpSink(context, { headers: { Authorization: 'Bearer secret', 'x-plain': 'kept' } }).put(urls);",
    );
    await using project = await createProjectWithLetters(endpoint, job);
    endpoint.setScript(200);
    const refused = await project.weir('letters', 'replay', ...conf);
    expect(refused.exitCode).toBe(64);
    expect(refused.stderr).toContain('secret and not kept: authorization');
    expect(endpoint.ledger.counts.taken).toBe(0);

    const header = ['--header', 'Authorization: Bearer fresh'];
    expect((await project.weir('letters', 'replay', ...conf, ...header)).exitCode).toBe(0);
    const request = endpoint.ledger.exchanges.at(-1)?.request;
    expect(request?.method).toBe('PUT');
    expect(JSON.stringify(request)).toContain('Bearer fresh');
    expect(JSON.stringify(request)).toContain('kept');
  });

  test('a malformed record stays open, however often it is replayed', async () => {
    await using endpoint = await startEndpoint();
    const job = jobFile("new HttpSink(context).post(context.fromElements({ url: 'nonsense', body: { a: 1 } }));");
    await using project = await createProjectWithLetters(endpoint, job);
    for (const round of [1, 2]) {
      const { exitCode } = await project.weir('letters', 'replay', ...conf);
      expect({ round, exitCode }).toEqual({ round, exitCode: 2 });
    }
    const { stdout } = await project.weir('letters', 'list', ...conf);
    expect(stdout).toContain('1 open in');
    expect(stdout).toContain('1 malformed-record');
    const [id] = /[0-9a-f]{32}/.exec(stdout) ?? [];
    const { stdout: letter } = await project.weir('letters', 'show', id ?? '', ...conf);
    expect(letter.match(/nonsense/g)?.length).toBeLessThanOrEqual(3);
    expect(letter).not.toContain('replayOf');
  });
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleLetter, startEndpoint, type Endpoint } from '@weir/testing';
import {
  appendLetters,
  conf,
  createLetterProject,
  createProjectWithLetters,
  idIn,
  readLetters,
} from './letters-project.js';
import { countingJob, jobFile } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

const identities = ({ ledger }: Endpoint): string[] => [...ledger.identities.keys()].sort();

describe('weir letters replay', () => {
  test('settles what is delivered and leaves the rest open with its history', async () => {
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

  test('sends only what the filter asks for', async () => {
    await using endpoint = await startEndpoint({ script: 404 });
    await using project = await createProjectWithLetters(endpoint, countingJob(endpoint.url, 3));
    const id = idIn((await project.weir('letters', 'list', ...conf)).stdout);
    endpoint.setScript(200);
    expect((await project.weir('letters', 'replay', ...conf, '--id', id)).exitCode).toBe(0);
    expect(endpoint.ledger.counts.taken).toBe(1);
    expect((await project.weir('letters', 'list', ...conf)).stdout).toContain('2 open in');
  });

  test('asks for secret headers, which letters do not keep', async () => {
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

  test('sends the headers of the sinks again when it is given the job', async () => {
    await using endpoint = await startEndpoint({ script: 404 });
    const job = jobFile(
      `const urls = context.fromElements('${endpoint.url}/a');`,
      "new HttpSink(context, { headers: { Authorization: 'Bearer of-sink' } }).put(urls);",
    );
    await using project = await createProjectWithLetters(endpoint, job);
    endpoint.setScript(200);
    expect((await project.weir('letters', 'replay', ...conf, '--job-file', 'job.ts')).exitCode).toBe(0);
    expect(endpoint.ledger.exchanges.at(-1)?.request.headers).toMatchObject({ authorization: 'Bearer of-sink' });
  });

  test('names the secret header of a record, although its sink gives others', async () => {
    await using endpoint = await startEndpoint({ script: 404 });
    const job = jobFile(
      `const requests = context.fromElements({ url: '${endpoint.url}/a', headers: { 'X-Api-Key': 'k' } });`,
      "new HttpSink(context, { headers: { Authorization: 'Bearer of-sink' } }).put(requests);",
    );
    await using project = await createProjectWithLetters(endpoint, job);
    const { exitCode, stderr } = await project.weir('letters', 'replay', ...conf, '--job-file', 'job.ts');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('secret and not kept: x-api-key. Give each again, as in --header "x-api-key: …"');
    expect(endpoint.ledger.counts.requests).toBe(1);
  });

  test('rewrites URLs and headers, as often as it is run: what fails again stays the letter that it was', async () => {
    await using endpoint = await startEndpoint({ script: ({ nth }) => (nth === 1 ? 404 : 200) });
    await using project = await createLetterProject('');
    const letters = ['http://old.example/v1/a?b=1', 'http://old.example/v1/c'].map((url, number) =>
      sampleLetter(number, { url, headers: { 'x-a': 'old' }, removedHeaders: [] }),
    );
    await appendLetters(project, letters);
    const changes = [
      ['--rewrite-url', `http://old.example=${endpoint.url}`],
      ['--rewrite-url', '~/v(\\d+)/=/version-$1/'],
      ['--header', 'X-A: new'],
    ].flat();
    expect((await project.weir('letters', 'replay', ...conf, ...changes)).exitCode).toBe(2);
    const open = await readLetters(project);
    expect(open.map(({ url, headers }) => ({ url, headers }))).toEqual(
      letters.map(({ url, headers }) => ({ url, headers })),
    );
    expect(open.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([
      [500, 404],
      [500, 404],
    ]);
    expect((await project.weir('letters', 'replay', ...conf, ...changes)).exitCode).toBe(0);
    expect(identities(endpoint)).toEqual(['POST /version-1/a?b=1', 'POST /version-1/c']);
    expect(endpoint.ledger.exchanges.map(({ request }) => request.headers['x-a'])).toEqual(Array(4).fill('new'));
    expect(await readLetters(project)).toEqual([]);
  });

  test('refuses a rewriting after which nothing would be a request, before anything is sent', async () => {
    await using project = await createLetterProject('');
    await appendLetters(project, [sampleLetter(0, { removedHeaders: [] })]);
    const refused = await project.weir('letters', 'replay', ...conf, '--rewrite-url', 'http://=nowhere/');
    expect(refused.exitCode).toBe(64);
    expect(refused.stderr).toContain('letter-000000 would make no request any more');
    const wrong = await project.weir('letters', 'replay', ...conf, '--rewrite-url', '~(=x');
    expect(wrong.exitCode).toBe(64);
    expect(wrong.stderr).toContain('"~(=x" is not FROM=TO, or ~PATTERN=TO');
  });

  test('a dry run says what would be sent, and sends and settles nothing', async () => {
    await using endpoint = await startEndpoint();
    await using project = await createLetterProject('');
    const malformed = { url: 'nowhere', method: '', reason: 'malformed-record' } as const;
    await appendLetters(project, [
      sampleLetter(0, { url: 'http://user:secret@old.example/a', method: 'PUT', removedHeaders: ['authorization'] }),
      sampleLetter(1, { ...malformed, removedHeaders: [] }),
    ]);
    const changes = ['--rewrite-url', `~old.example=127.0.0.1:${endpoint.port}`];
    const { exitCode, stdout } = await project.weir('letters', 'replay', ...conf, ...changes, '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      `letter-000000  PUT http://******@127.0.0.1:${endpoint.port}/a`,
      'letter-000001  stays open, malformed: the URL does not begin with http:// or https://',
      expect.stringContaining(
        'Dry run: 1 would be sent, and settled once they are delivered; 1 malformed would stay open.',
      ),
      '',
    ]);
    expect(endpoint.ledger.counts.connections).toBe(0);
    expect(await readLetters(project)).toHaveLength(2);
  });

  test('letters that StreamPark wrote are listed, and replayed by the method that is given', async () => {
    await using endpoint = await startEndpoint();
    await using project = await createLetterProject('');
    const asStored = { job: '', sink: '', method: '', headers: {}, removedHeaders: [], attempts: [] };
    await appendLetters(
      project,
      [1, 2].map((number) => sampleLetter(number, { ...asStored, url: `${endpoint.url}/p?n=${number}` })),
    );
    expect((await project.weir('letters', 'list', ...conf)).stdout).toContain(`${endpoint.url}/p?n=1`);
    const refused = await project.weir('letters', 'replay', ...conf);
    expect(refused.exitCode).toBe(64);
    expect(refused.stderr).toContain('had no method that anybody knows. Give it, as in --method POST');
    expect(endpoint.ledger.counts.requests).toBe(0);
    const mode = ['--method', 'post', '--http.sink.body', 'streampark-json'];
    expect((await project.weir('letters', 'replay', ...conf, ...mode)).exitCode).toBe(0);
    expect(identities(endpoint)).toEqual(['POST /p {"n":"1"}', 'POST /p {"n":"2"}']);
    expect(await readLetters(project)).toEqual([]);
  });

  test('a letter that cannot be read back is named and stays; the others are replayed', async () => {
    await using endpoint = await startEndpoint();
    await using project = await createLetterProject('');
    await appendLetters(
      project,
      [1, 2].map((n) => sampleLetter(n, { url: `${endpoint.url}/${n}`, removedHeaders: [] })),
    );
    await writeFile(join(project.folder, 'kept', 'record', 'letters-20240501-broken.jsonl'), 'broken\n');
    const rehearsal = await project.weir('letters', 'replay', ...conf, '--dry-run');
    expect(rehearsal).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('broken.jsonl:1') as string });
    const first = await project.weir('letters', 'replay', ...conf);
    expect(first).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('broken.jsonl:1') as string });
    expect(identities(endpoint)).toEqual(['POST /1', 'POST /2']);
    const second = await project.weir('letters', 'replay', ...conf);
    expect(second).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Nothing to replay') as string });
  });

  test('keeps to a rate', async () => {
    await using endpoint = await startEndpoint();
    await using project = await createLetterProject('');
    await appendLetters(
      project,
      Array.from({ length: 5 }, (_, n) => sampleLetter(n, { url: `${endpoint.url}/${n}`, removedHeaders: [] })),
    );
    const { exitCode, stderr, stdout } = await project.weir('letters', 'replay', ...conf, '--rate', '10');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Replaying 5 open letters of');
    expect(Number(/after ([\d.]+) s/.exec(stdout)?.[1])).toBeGreaterThanOrEqual(0.4);
    expect((await project.weir('letters', 'replay', ...conf, '--rate', '0')).exitCode).toBe(64);
  });
});

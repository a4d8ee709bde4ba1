import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLetter } from '@weir/failover';
import { sampleLetter, sampleLetters, startEndpoint } from '@weir/testing';
import {
  appendLetters,
  conf,
  createLetterProject,
  createProjectWithLetters,
  idIn,
  readLetters,
} from './letters-project.js';
import { countingJob } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

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

  test('counts by reason, status and host, and lists as lines of JSON without bodies and passwords', async () => {
    await using project = await createLetterProject('');
    await appendLetters(project, [
      sampleLetter(0, { url: 'http://user:secret@a.example/x', body: 'private' }),
      sampleLetter(1, { reason: 'rejected', attempts: [{ at: 1, durationMs: 1, status: 404 }] }),
      sampleLetter(2, { attempts: [{ at: 1, durationMs: 1, error: 'timeout', message: 'no answer' }] }),
    ]);
    const { stdout } = await project.weir('letters', 'list', ...conf);
    expect(stdout).toMatch(/3 open in .*: 2 retries-exhausted, 1 rejected\n/);
    expect(stdout).toMatch(/by status +1 500, 1 404, 1 timeout\n/);
    expect(stdout).toMatch(/by host +2 127\.0\.0\.1:8080, 1 a\.example\n/);
    const json = await project.weir('letters', 'list', ...conf, '--format', 'json', '--limit', '2');
    const [first, second, ...more] = linesOf(json.stdout).map((line) => JSON.parse(line) as unknown);
    expect(first).toMatchObject({ id: 'letter-000000', host: 'a.example', status: 500, attempts: 1 });
    expect(second).toMatchObject({ reason: 'rejected', status: 404 });
    expect(more).toEqual([]);
    expect(json.stdout).not.toMatch(/secret|private/);
    expect(json.stderr).toMatch(/… and 1 more \(--limit\)\n3 open in/);
  });

  test('exports letters whole, to a file of its user alone or to standard output', async () => {
    await using project = await createLetterProject('');
    const letters = sampleLetters(0, 5).map((letter) => ({ ...letter, body: 'ü'.repeat(200_000) }));
    await appendLetters(project, letters);
    const done = await project.weir('letters', 'export', ...conf, '--output', 'letters.jsonl', '--until', '2025-01-01');
    expect(done).toMatchObject({ exitCode: 0, stdout: '' });
    expect(done.stderr).toContain('5 exported from files in');
    const path = join(project.folder, 'letters.jsonl');
    expect(linesOf(await readFile(path, 'utf8')).map(decodeLetter)).toEqual(letters);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { stdout } = await project.weir('letters', 'export', ...conf);
    expect(linesOf(stdout).map(decodeLetter)).toEqual(letters);
  });

  test('an export does not write over a file', async () => {
    await using project = await createLetterProject('');
    await project.write('letters.jsonl', 'mine');
    const { exitCode, stderr } = await project.weir('letters', 'export', ...conf, '--output', 'letters.jsonl');
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--output: cannot create letters.jsonl');
    expect(await readFile(join(project.folder, 'letters.jsonl'), 'utf8')).toBe('mine');
  });

  test('what can be read is listed although something cannot, and that is an error', async () => {
    await using project = await createLetterProject('');
    await appendLetters(project, [sampleLetter(0)]);
    await writeFile(join(project.folder, 'kept', 'record', 'letters-20240501-broken.jsonl'), 'broken\n');
    const { exitCode, stdout, stderr } = await project.weir('letters', 'list', ...conf);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('letter-000000');
    expect(stderr).toContain('LETTER_STORE_CORRUPT');
  });

  test('purge removes settled letters of an age, and open ones only when told to', async () => {
    await using endpoint = await startEndpoint({ script: 404 });
    await using project = await createProjectWithLetters(endpoint, countingJob(endpoint.url, 3));
    await appendLetters(project, sampleLetters(0, 2));
    endpoint.setScript(200);
    await project.weir('letters', 'replay', ...conf, '--since', '1h');
    const young = await project.weir('letters', 'purge', ...conf, '--older-than', '1h');
    expect(young.stdout).toMatch(/^0 removed from files in .*\n2 open of that age stay/);
    const settled = await project.weir('letters', 'purge', ...conf, '--older-than', '0');
    expect(settled.stdout).toMatch(/^3 removed/);
    expect(await readLetters(project)).toHaveLength(2);
    const open = await project.weir('letters', 'purge', ...conf, '--older-than', '1h', '--open');
    expect(open).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^2 removed .*\n$/) as string });
    expect(await readLetters(project)).toEqual([]);
  });

  test('purge asks for an age', async () => {
    await using project = await createLetterProject('');
    const { exitCode, stderr } = await project.weir('letters', 'purge', ...conf);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('needs --older-than DURATION');
  });
});

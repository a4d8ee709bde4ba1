import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { jobFile, Project, type Done, type WeirProcess } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(120_000);

/** What is planted, and where. */
const planted = {
  token: 'tok3n-of-the-sink',
  sinkHeader: 'k3y-of-the-sink',
  recordHeader: 'k3y-of-the-record',
  malformedHeader: 'k3y-of-the-malformed',
  userinfo: 'p4ss-of-the-url',
  malformedUserinfo: 'p4ss-of-the-malformed',
  store: 'p4ss-of-the-store',
  proxy: 'p4ss-of-the-proxy',
  passphrase: 'p4ss-of-the-key',
  replay: 't0ken-of-the-replay',
} as const;

/** Secrets that stand in the records themselves: a checkpoint has to keep them, or it could not send them again. */
const ofRecords = [planted.recordHeader, planted.malformedHeader, planted.userinfo, planted.malformedUserinfo];

const certificates = join(__dirname, '../../../sink-http/src/end-to-end/certificates');

/** Nothing here is a secret by its text alone; `${NAME}` comes from the environment, as in production. */
const configuration = (lines: readonly string[] = []): string =>
  [
    'http.sink.auth: { type: bearer, token: "${SINK_TOKEN}" }',
    'http.sink.failover.mysql: { host: 127.0.0.1, port: 1, username: me, password: "${STORE_PASSWORD}" }',
    'http.sink.threshold.retries: 0',
    ...lines,
    '',
  ].join('\n');

const environment = {
  SINK_TOKEN: planted.token,
  STORE_PASSWORD: planted.store,
  PROXY_PASSWORD: planted.proxy,
  PASSPHRASE: planted.passphrase,
};

const job = ({ port }: Endpoint): string =>
  jobFile(
    `const at = '127.0.0.1:${port}';`,
    'const records = context.fromElements<HttpRecord>(',
    '  `http://${at}/plain`,',
    `  \`http://me:${planted.userinfo}@\${at}/userinfo\`,`,
    `  { url: \`http://\${at}/echo\`, method: 'TRACE', headers: { 'X-API-Key': '${planted.recordHeader}' } },`,
    `  { url: \`http://me:${planted.malformedUserinfo}@\${at}/malformed\`, headers: { cookie: '${planted.malformedHeader}', 'x a': '' } },`,
    `  \`http://me:${planted.malformedUserinfo}@\${at}:port/\`,`,
    ');',
    `new HttpSink(context, { headers: { 'x-auth-token': '${planted.sinkHeader}' } }).post(records).uid('orders-http');`,
  ).replace('import { HttpSink }', 'import { HttpSink, type HttpRecord }');

/** A target that tells whatever it was told, as TRACE and some error pages do. */
const tellAll = () =>
  startEndpoint({
    script: ({ rawHeaders }) => ({
      kind: 'status',
      status: 404,
      body: rawHeaders.map(([name, value]) => `${name}: ${value}`).join('\n'),
    }),
  });

/** How a secret can stand somewhere. */
function formsOf(secret: string): string[] {
  const base64 = Buffer.from(`me:${secret}`).toString('base64');
  return [secret, base64, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
}

function leaks(text: string, secrets: readonly string[] = Object.values(planted)): string[] {
  return secrets.filter((secret) => formsOf(secret).some((form) => text.includes(form)));
}

/** Names and contents of all that was written into the project. */
async function filesOf({ folder }: Project): Promise<{ readonly name: string; readonly text: string }[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'));
  const written = files.filter(({ name }) => !['job.ts', 'application.yml', 'package.json'].includes(name));
  return Promise.all(
    written.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { name: path, text: await readFile(path, 'latin1') };
    }),
  );
}

const all = ({ stdout, stderr }: Done): string => stdout + stderr;
const conf = ['--conf', 'application.yml'] as const;

function weir(project: Project, ...args: readonly string[]): WeirProcess {
  return project.start(args, environment);
}

describe('planted secrets', () => {
  test('are in no log, summary, letter, list, export or rehearsal of a job that fails', async () => {
    await using endpoint = await tellAll();
    await using project = await Project.create({ 'job.ts': job(endpoint), 'application.yml': configuration() });
    const outputs: string[] = [];
    const run = async (...args: readonly string[]): Promise<Done> => {
      const done = await weir(project, ...args, ...conf).done;
      outputs.push(all(done));
      return done;
    };
    const first = await run('run', 'job.ts', '--summary', 'summary.json', '--log-format', 'json');
    expect(first.exitCode).toBe(2);
    // They were truly sent.
    const sent = JSON.stringify(endpoint.ledger.exchanges.map(({ request }) => request.rawHeaders));
    expect(leaks(sent).sort()).toEqual(
      [planted.token, planted.sinkHeader, planted.recordHeader, planted.userinfo].sort(),
    );
    const list = await run('letters', 'list');
    expect(list.stdout).toContain('malformed-record');
    for (const [id] of list.stdout.matchAll(/^[0-9a-f]{32}/gm)) await run('letters', 'show', id);
    await run('letters', 'export', '--format', 'jsonl', '--out', 'letters.jsonl');
    await run('letters', 'replay', '--dry-run');
    await run('letters', 'replay', '--job-file', 'job.ts', '--header', `x-api-key: ${planted.replay}`);
    await run('check', 'job.ts', '--endpoint', endpoint.url);
    await run('graph', 'job.ts');
    expect(leaks(outputs.join('\n'))).toEqual([]);
    const files = await filesOf(project);
    expect(files.map(({ name }) => name).join('\n')).toContain('letters');
    expect(files.flatMap(({ name, text }) => leaks(name + text).map((secret) => [name, secret]))).toEqual([]);
  });

  test('are in no metric, and of a checkpoint only those in it that its records hold', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'never' } });
    await using project = await Project.create({ 'job.ts': job(endpoint), 'application.yml': configuration() });
    const running = weir(project, 'run', 'job.ts', ...conf, '--metrics', '0', '--http.sink.threshold.timeout', '60s');
    await running.sees('/metrics');
    await endpoint.waitFor(({ counts }) => counts.requests === 3);
    const address = /Metrics at (http:\S+)/.exec(running.stderr)?.[1] ?? '';
    let metrics = '';
    do metrics = await (await fetch(address)).text();
    while (!/^weir_checkpoints\{result="completed"\} [1-9]/m.test(metrics));
    running.signal('SIGKILL');
    const outputs = all(await running.done) + metrics;
    expect(leaks(outputs)).toEqual([]);
    const files = await filesOf(project);
    expect(leaks(files.map(({ name }) => name).join('\n'))).toEqual([]);
    const found = [...new Set(files.flatMap(({ text }) => leaks(text)))];
    expect(found.filter((secret) => !(ofRecords as readonly string[]).includes(secret))).toEqual([]);
    expect(found).toContain(planted.recordHeader);
  });

  test.each([
    ['a store that refuses', ['http.sink.failover.storage: mysql', 'http.sink.failover.spill.maxBytes: 1']],
    ['a proxy that is not there', ['http.sink.proxy.url: "http://me:${PROXY_PASSWORD}@127.0.0.1:1"']],
    ['a proxy without a scheme', ['http.sink.proxy.url: "me:${PROXY_PASSWORD}@127.0.0.1:1"']],
    [
      'a wrong passphrase',
      [
        `http.sink.tls: { cert: ${join(certificates, 'client.crt')}, key: ${join(certificates, 'client.key')}, passphrase: "\${PASSPHRASE}" }`,
      ],
    ],
    ['a token that is none', ['http.sink.auth.token: "${SINK_TOKEN} and more"']],
  ])('are not in the errors of %s', async (_, lines) => {
    await using endpoint = await tellAll();
    // The last of two lines with the same key would be an error of its own.
    const base = configuration(lines)
      .split('\n')
      .filter((line) => !lines.some((own) => own.includes('auth.token')) || !line.includes('auth: {'));
    const text = [...base, ...(lines.some((own) => own.includes('auth.token')) ? ['http.sink.auth.type: bearer'] : [])];
    await using project = await Project.create({ 'job.ts': job(endpoint), 'application.yml': text.join('\n') });
    for (const command of [
      ['check', 'job.ts'],
      ['run', 'job.ts', '--drain-deadline', '1s'],
    ]) {
      const done = await project.start([...command, ...conf], { ...environment, WEIR_DEBUG: '1' }).done;
      expect(leaks(all(done))).toEqual([]);
      if (command[0] === 'run') expect(done.exitCode).not.toBe(0);
    }
    const files = await filesOf(project);
    const ofConfiguration = Object.values(planted).filter(
      (secret) => !(ofRecords as readonly string[]).includes(secret),
    );
    expect(files.flatMap(({ name, text: content }) => leaks(name + content, ofConfiguration))).toEqual([]);
  });
});

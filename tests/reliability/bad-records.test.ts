import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint, type Endpoint } from '@weir/testing';
import { Project } from '../../packages/cli/src/end-to-end/weir-process.js';
import { countRecords } from '../rig/count-records.js';
import { fileConfiguration } from '../rig/file-job.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';

jest.setTimeout(120_000);

const records = 1_000;
const bad = records / 10;

/** Runs a job whose function fails on one record in ten. */
function run(endpoint: Endpoint, folder: string) {
  const check = (url: string): string => {
    if (url.endsWith('3')) throw new Error('no such customer');
    return url;
  };
  const job = numberedJob({ url: endpoint.url, numbers: records, middle: (requests) => requests.map(check) });
  const conf = fileConfiguration(folder, { 'on-error': 'dead-letter' });
  return runLocal(job, { conf, logger: new MemoryLogger() });
}

test('process: a user function keeps failing on some records: they are letters, the others are delivered', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const { ledger, durationMs } = await run(endpoint, folder.path);
  expect(ledger).toEqual({ accepted: records, delivered: records - bad, deadLettered: bad, held: 0 });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toEqual({ delivered: records - bad, deadLettered: bad, lost: 0, duplicates: 0 });
  recordRow('bad-records', { accepted: records, held: 0, ...counts, recoveryMs: durationMs });
});

test('process: the same while the store is down: they are held, and written by the next run, once each', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const obstacle = join(folder.path, 'weir-data');
  writeFileSync(obstacle, 'a file where a folder should be');
  await expect(run(endpoint, folder.path)).rejects.toMatchObject({
    cause: { code: 'SINK_FAILED' },
    result: { ledger: { deadLettered: 0 } },
  });
  rmSync(obstacle);
  const startedAt = performance.now();
  const { ledger } = await run(endpoint, folder.path);
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect(ledger).toMatchObject({ accepted: records, deadLettered: bad, held: 0 });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toMatchObject({ delivered: records - bad, deadLettered: bad, lost: 0 });
  recordRow('bad-records-store-down', { accepted: records, held: 0, ...counts, recoveryMs });
});

const orders = [
  "import { StreamingJob, type StreamingContext } from '@weir/core';",
  "import { HttpSink } from '@weir/sink-http';",
  'export default class Orders extends StreamingJob {',
  '  override handle(context: StreamingContext): void {',
  "    const url = context.parameters.get('target.url', '');",
  '    const check = (order: { url: string; id: number }) => {',
  "      if (order.id === 3) throw new Error('no such customer');",
  '      return order;',
  '    };',
  '    const requests = context.generate({ count: 5 }).map((id) => ({ url: `${url}/r?n=${id}`, id })).map(check);',
  "    new HttpSink(context).post(requests).uid('orders');",
  '  }',
  '}',
].join('\n');

test('a letter says which function failed and why; a replay does not send what it would have become', async () => {
  await using endpoint = await startEndpoint();
  await using project = await Project.create({ 'job.ts': orders, 'application.yml': 'on-error: dead-letter\n' });
  const conf = ['--conf', 'application.yml'];
  const first = await project.weir('run', 'job.ts', ...conf, '--target.url', endpoint.url);
  expect(first).toMatchObject({ exitCode: 2 });
  expect(first.stdout + first.stderr).toMatch(/5 += +4 +\+ +1 +\+ +0/);
  const list = await project.weir('letters', 'list', ...conf, '--reason', 'operator-failed');
  expect(list.stdout).toContain('operator-failed  map "map" failed: no such customer');
  for (let replay = 0; replay < 2; replay++) {
    const { exitCode } = await project.weir('letters', 'replay', ...conf);
    expect(exitCode).toBe(2);
  }
  expect(endpoint.ledger.counts.requests).toBe(4);
  const after = await project.weir('letters', 'list', ...conf, '--reason', 'operator-failed');
  expect(after.stdout).toContain('1 open');
});

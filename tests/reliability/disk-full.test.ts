import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runLocal, startLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint } from '@weir/testing';
import { jobFile, Project } from '../../packages/cli/src/end-to-end/weir-process.js';
import { checkpointNames } from '../rig/checkpoint-files.js';
import { countRecords } from '../rig/count-records.js';
import { checkpointFolder, fileConfiguration } from '../rig/file-job.js';
import type { FaultId } from '../rig/fault-table.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';

jest.setTimeout(60_000);

const records = 1_000;

/** Lets the third checkpoint be written to a device that is full. */
function fillDisk(folder: string): void {
  mkdirSync(checkpointFolder(folder), { recursive: true });
  symlinkSync('/dev/full', join(checkpointFolder(folder), 'checkpoint-000000000003.json.tmp'));
}

const slow = { kind: 'status', status: 200, delayMs: 5 } as const;
const narrow = { 'http.sink.threshold.queueCapacity': 20, 'http.sink.threshold.maxInFlightPerWriter': 2 };

test('disk full: a checkpoint cannot be written: the job fails, and the next run goes on from the one before', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: slow, keep: 'identities' });
  fillDisk(folder.path);
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const run = () => runLocal(job, { conf: fileConfiguration(folder.path, narrow), logger: new MemoryLogger() });
  await expect(run()).rejects.toMatchObject({
    code: 'JOB_FAILED',
    cause: { code: 'CHECKPOINT_FAILED', message: expect.stringContaining('ENOSPC') as string },
  });
  expect(checkpointNames(checkpointFolder(folder.path))).toHaveLength(2);
  const startedAt = performance.now();
  const { resumedFrom, ledger } = await run();
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect({ resumedFrom, ledger }).toMatchObject({ resumedFrom: 2, ledger: { accepted: records, held: 0 } });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toMatchObject({ delivered: records, lost: 0 });
  recordRow('disk-checkpoint', { accepted: records, held: 0, ...counts, recoveryMs });
});

test.each<[string, FaultId, Readonly<Record<string, string | number>>, number]>([
  ['tolerated', 'disk-tolerated', { 'execution.checkpointing.tolerable-failed-checkpoints': 1 }, 0],
  [
    'answered with a restart',
    'disk-restart',
    { 'restart-strategy': 'fixed-delay', 'restart-strategy.fixed-delay.delay': '1ms' },
    1,
  ],
])('disk full: a checkpoint that cannot be written is %s', async (_, id, keys, restarts) => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: slow, keep: 'identities' });
  fillDisk(folder.path);
  const conf = fileConfiguration(folder.path, { ...narrow, ...keys });
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const result = await runLocal(job, { conf, logger: new MemoryLogger() });
  expect(result).toMatchObject({ state: 'finished', restarts, checkpoints: { failed: 1 } });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toMatchObject({ delivered: records, lost: 0 });
  recordRow(id, { accepted: records, held: 0, ...counts, recoveryMs: 0 });
});

test('disk full: neither a letter nor a checkpoint can be written: the job fails, and the next run has all letters', async () => {
  await using endpoint = await startEndpoint({ script: 404, keep: 'identities' });
  const urls = `const urls = context.generate({ count: ${records} }).map((n) => \`${endpoint.url}/r?n=\${n}\`);`;
  const job = jobFile(urls, "new HttpSink(context).post(urls).uid('out');");
  await using project = await Project.create({ 'job.ts': job });
  const args = ['run', 'job.ts', '--execution.checkpointing.tolerable-failed-checkpoints', '1000'];
  // A process that may not make a file of more than a block: to it the disk is full.
  const weir = require.resolve('../../packages/cli/bin/weir.js');
  const limited = spawn('sh', ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath, weir, ...args], {
    cwd: project.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  limited.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [exitCode] = (await once(limited, 'close')) as [number | null];
  expect({ exitCode, said }).toEqual({
    exitCode: 1,
    said: expect.stringContaining('[SINK_FAILED]') as string,
  });
  const startedAt = performance.now();
  expect(await project.weir(...args)).toMatchObject({ exitCode: 2 });
  const recoveryMs = Math.round(performance.now() - startedAt);
  const counts = await countRecords(endpoint, project.folder, records);
  expect(counts).toMatchObject({ delivered: 0, deadLettered: records, lost: 0 });
  recordRow('disk-letters', { accepted: records, held: 0, ...counts, recoveryMs });
});

test('disk full: the directory of the checkpoints is removed under a running job: it fails by name and nothing is lost', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: slow, keep: 'identities' });
  const conf = fileConfiguration(folder.path, narrow);
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const handle = startLocal(job, { conf, logger: new MemoryLogger() });
  await endpoint.waitFor(({ counts }) => counts.requests >= 50);
  rmSync(checkpointFolder(folder.path), { recursive: true });
  await expect(handle.result).rejects.toMatchObject({ code: 'JOB_FAILED', cause: { code: 'CHECKPOINT_FAILED' } });
  const startedAt = performance.now();
  await runLocal(job, { conf, logger: new MemoryLogger() });
  const recoveryMs = Math.round(performance.now() - startedAt);
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toMatchObject({ delivered: records, lost: 0 });
  recordRow('disk-removed', { accepted: records, held: 0, ...counts, recoveryMs });
});

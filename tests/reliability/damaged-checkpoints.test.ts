import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLocal, type CheckpointingOptions } from '@weir/runner-local';
import { MemoryLogger, startEndpoint, type Endpoint } from '@weir/testing';
import { checkpointNames } from '../rig/checkpoint-files.js';
import { countRecords } from '../rig/count-records.js';
import { checkpointFolder, fileConfiguration } from '../rig/file-job.js';
import type { FaultId } from '../rig/fault-table.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';

jest.setTimeout(60_000);

const records = 1_000;

/** A run of a job that fails on its last record, or of the repaired one. */
async function run(endpoint: Endpoint, folder: string, broken: boolean, checkpoints: CheckpointingOptions = {}) {
  const logger = new MemoryLogger();
  const middle = (url: string): string => {
    if (broken && url.endsWith(`n=${records - 1}`)) throw new Error('not yet');
    return url;
  };
  const job = numberedJob({ url: endpoint.url, numbers: records, middle: (requests) => requests.map(middle) });
  const conf = fileConfiguration(folder, {
    'http.sink.threshold.queueCapacity': 20,
    'http.sink.threshold.maxInFlightPerWriter': 2,
  });
  return { result: await runLocal(job, { conf, logger, checkpoints }), logger };
}

/** Leaves several checkpoints of a job that has failed, and gives the paths, oldest first. */
async function failJob(endpoint: Endpoint, folder: string): Promise<string[]> {
  endpoint.setScript({ kind: 'status', status: 200, delayMs: 2 });
  await expect(run(endpoint, folder, true)).rejects.toMatchObject({ code: 'JOB_FAILED' });
  const paths = checkpointNames(checkpointFolder(folder)).map((name) => join(checkpointFolder(folder), name));
  expect(paths).toHaveLength(3);
  return paths;
}

function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

test.each<[string, FaultId, (path: string) => void]>([
  ['with a flipped bit', 'damaged-bit', flipBit],
  ['cut in the middle', 'damaged-cut', (path) => truncateSync(path, readFileSync(path).length >> 1)],
  ['empty', 'damaged-empty', (path) => truncateSync(path, 0)],
])('process: the newest checkpoint is %s: the one before it is taken', async (_, id, spoil) => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const paths = await failJob(endpoint, folder.path);
  spoil(paths.at(-1) ?? '');
  const startedAt = performance.now();
  const { result, logger } = await run(endpoint, folder.path, false);
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect(logger.messages('warn').join()).toContain('is damaged');
  expect(paths.at(-2)).toContain(String(result.resumedFrom));
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts.lost).toBe(0);
  recordRow(id, { accepted: records, held: 0, ...counts, recoveryMs });
});

test('a run from an older checkpoint goes on from its own afterwards, not from those that were there', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const paths = await failJob(endpoint, folder.path);
  const newest = Number(/(\d+)\.json$/.exec(paths.at(-1) ?? '')?.[1]);
  const from = join(folder.path, 'savepoint.json');
  cpSync(paths[0] ?? '', from);
  await expect(run(endpoint, folder.path, true, { from })).rejects.toMatchObject({ code: 'JOB_FAILED' });
  const { result } = await run(endpoint, folder.path, false);
  expect(result.resumedFrom).toBeGreaterThan(newest);
  expect((await countRecords(endpoint, folder.path, records)).lost).toBe(0);
});

/** A checkpoint as the header line and the JSON behind it say, with another header or body. */
function rewrite(path: string, change: (header: string, body: string) => string): string {
  const [header = '', body = ''] = readFileSync(path, 'utf8').split('\n');
  const copy = `${path}.other`;
  writeFileSync(copy, change(header, body));
  return copy;
}

test('a checkpoint of another job, of a newer version, damaged or missing is refused by its name', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const [path = ''] = await failJob(endpoint, folder.path);
  const requests = endpoint.ledger.counts.requests;
  const newer = rewrite(path, (header, body) => `${header.replace('v1 ', 'v2 ')}\n${body}\n`);
  await expect(run(endpoint, folder.path, false, { from: newer })).rejects.toMatchObject({ code: 'CHECKPOINT_NEWER' });
  const damaged = rewrite(path, (header, body) => `${header}\n${body.slice(0, -10)}`);
  await expect(run(endpoint, folder.path, false, { from: damaged })).rejects.toMatchObject({
    code: 'CHECKPOINT_DAMAGED',
  });
  await expect(run(endpoint, folder.path, false, { from: 'nowhere' })).rejects.toMatchObject({
    code: 'CHECKPOINT_NOT_FOUND',
  });
  const other = numberedJob({ url: endpoint.url, numbers: 1 });
  const conf = { ...fileConfiguration(folder.path), 'pipeline.name': 'another' };
  const options = { conf, logger: new MemoryLogger(), checkpoints: { from: path } };
  await expect(runLocal(other, options)).rejects.toMatchObject({ code: 'CHECKPOINT_OTHER_JOB' });
  expect(endpoint.ledger.counts.requests).toBe(requests);
});

test('a directory that cannot be used is refused before anything is read', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  writeFileSync(join(folder.path, '.weir'), 'a file where the directory should be');
  await expect(run(endpoint, folder.path, false)).rejects.toMatchObject({ code: 'CHECKPOINT_STORAGE_UNAVAILABLE' });
  expect(endpoint.ledger.counts.requests).toBe(0);
});

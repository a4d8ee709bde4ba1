import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLocal, startLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint } from '@weir/testing';
import { checkpointNames } from '../rig/checkpoint-files.js';
import { countRecords } from '../rig/count-records.js';
import { checkpointFolder, fileConfiguration } from '../rig/file-job.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';
import { WatchedStorage } from '../rig/watched-storage.js';

jest.setTimeout(120_000);

const records = 300;

/** Puts a file where the folder of the letters should be; gives a function that takes it away. */
function blockLetters(folder: string): () => void {
  const path = join(folder, 'weir-data');
  writeFileSync(path, 'a file where a folder should be');
  return () => rmSync(path);
}

/** How many letters were written, repeats included. */
function letterLines(folder: string): number {
  const letters = join(folder, 'weir-data', 'letters', 'record');
  return readdirSync(letters)
    .flatMap((name) => readFileSync(join(letters, name), 'utf8').split('\n'))
    .filter((line) => line !== '').length;
}

test('store: down for the whole run, then back: the job fails, and the next run writes all letters, once each', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: 404, keep: 'identities' });
  const repair = blockLetters(folder.path);
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const run = () => runLocal(job, { conf: fileConfiguration(folder.path), logger: new MemoryLogger() });
  await expect(run()).rejects.toMatchObject({
    code: 'JOB_FAILED',
    cause: { code: 'SINK_FAILED' },
    result: { ledger: { accepted: records, delivered: 0, deadLettered: 0, held: records } },
  });
  expect(checkpointNames(checkpointFolder(folder.path)).length).toBeGreaterThan(0);
  repair();
  const startedAt = performance.now();
  const { ledger } = await run();
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect(ledger).toEqual({ accepted: records, delivered: 0, deadLettered: records, held: 0 });
  expect(letterLines(folder.path)).toBe(records);
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toEqual({ delivered: 0, deadLettered: records, lost: 0, duplicates: 0 });
  recordRow('store-down', { accepted: records, held: 0, ...counts, recoveryMs });
});

test('store: down for a while: the letters wait, and nothing fails', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: 404, keep: 'identities' });
  const repair = blockLetters(folder.path);
  const storage = new WatchedStorage();
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const options = { conf: fileConfiguration(folder.path), logger: new MemoryLogger(), checkpoints: { storage } };
  const result = runLocal(job, options);
  await endpoint.waitFor(({ counts }) => counts.requests === records);
  await storage.waitFor((saved) => saved.at(-1)?.held === records);
  repair();
  const repairedAt = performance.now();
  const { ledger } = await result;
  const recoveryMs = Math.round(performance.now() - repairedAt);
  expect(ledger).toEqual({ accepted: records, delivered: 0, deadLettered: records, held: 0 });
  expect(letterLines(folder.path)).toBe(records);
  const counts = await countRecords(endpoint, folder.path, records);
  recordRow('store-away', { accepted: records, held: 0, ...counts, recoveryMs });
});

test('store: letters that were given up before a restart are not sent again', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: 404, keep: 'identities' });
  const repair = blockLetters(folder.path);
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const run = () => runLocal(job, { conf: fileConfiguration(folder.path), logger: new MemoryLogger() });
  await expect(run()).rejects.toMatchObject({ code: 'JOB_FAILED' });
  repair();
  endpoint.setScript(200);
  await run();
  // All were held, rejected, in the last checkpoint: their answer is known.
  expect(endpoint.ledger.counts.requests).toBe(records);
  expect(await countRecords(endpoint, folder.path, records)).toMatchObject({ deadLettered: records, lost: 0 });
});

test('store: down when a job is stopped whose checkpoints go with it: they stay for what has no other place', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: { kind: 'never' }, keep: 'identities' });
  const repair = blockLetters(folder.path);
  const stop = new AbortController();
  // One call that hangs, so that the job has to be stopped by force.
  const hang = (url: string): Promise<string> =>
    url.endsWith('n=299') ? new Promise(() => undefined) : Promise.resolve(url);
  const middle = numberedJob({
    url: endpoint.url,
    numbers: records,
    middle: (requests) => requests.mapAsync(hang, { timeoutMs: 3_600_000, ordered: false }),
  });
  const conf = fileConfiguration(folder.path, {
    'execution.checkpointing.externalized-checkpoint-retention': 'DELETE_ON_CANCELLATION',
    'http.sink.threshold.timeout': '1h',
  });
  const handle = startLocal(middle, { conf, logger: new MemoryLogger(), drainDeadlineMs: 300, signal: stop.signal });
  await endpoint.waitFor(({ counts }) => counts.requests >= 90);
  stop.abort();
  const { ledger } = await handle.result;
  expect(ledger.held).toBeGreaterThan(0);
  expect(checkpointNames(checkpointFolder(folder.path)).length).toBeGreaterThan(0);

  repair();
  endpoint.setScript(200);
  const next = numberedJob({
    url: endpoint.url,
    numbers: records,
    middle: (requests) => requests.mapAsync((url) => url),
  });
  await runLocal(next, { conf, logger: new MemoryLogger() });
  expect((await countRecords(endpoint, folder.path, records)).lost).toBe(0);
});

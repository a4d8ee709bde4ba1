import { JobFailedError } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { MemoryLogger, scriptedSource, startEndpoint } from '@weir/testing';
import { checkpointNames } from '../rig/checkpoint-files.js';
import { countRecords } from '../rig/count-records.js';
import { checkpointFolder, fileConfiguration } from '../rig/file-job.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';
import { WatchedStorage } from '../rig/watched-storage.js';

jest.setTimeout(60_000);

const records = 3_000;
const numbers = Array.from({ length: records }, (_, n) => n);

test('process: a user function throws: the job fails, and the next run goes on once it is repaired', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({
    keep: 'identities',
    script: { kind: 'status', status: 200, delayMs: 5 },
  });
  const conf = fileConfiguration(folder.path, { 'http.sink.threshold.queueCapacity': 100 });
  const run = (broken: boolean) => {
    const repair = (url: string): string => {
      if (broken && url.endsWith('n=2500')) throw new Error('no such customer');
      return url;
    };
    const job = numberedJob({ url: endpoint.url, numbers: records, middle: (requests) => requests.map(repair) });
    return runLocal(job, { conf, logger: new MemoryLogger() });
  };
  const failure = await run(true).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(JobFailedError);
  expect(checkpointNames(checkpointFolder(folder.path)).length).toBeGreaterThan(0);

  const startedAt = performance.now();
  const { state, ledger, resumedFrom } = await run(false);
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect({ state, ledger }).toEqual({
    state: 'finished',
    ledger: { accepted: records, delivered: records, deadLettered: 0, held: 0 },
  });
  expect(resumedFrom).toBeGreaterThan(0);
  expect(checkpointNames(checkpointFolder(folder.path))).toEqual([]);
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts.lost).toBe(0);
  recordRow('function-throws', { accepted: records, held: 0, ...counts, recoveryMs });
});

test('a job that has ended by itself begins anew the next time', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  // With checkpoints as often as can be, one is under way at the end of nearly every run.
  const conf = fileConfiguration(folder.path, { 'execution.checkpointing.interval': '1ms' });
  const job = numberedJob({ url: endpoint.url, numbers: 200 });
  for (let run = 1; run <= 25; run++) {
    const { resumedFrom } = await runLocal(job, { conf, logger: new MemoryLogger() });
    expect(resumedFrom).toBeUndefined();
    expect(checkpointNames(checkpointFolder(folder.path))).toEqual([]);
    expect(endpoint.ledger.counts.taken).toBe(run * 200);
  }
});

test.each<['fixed-delay' | 'failure-rate' | 'exponential-delay', Readonly<Record<string, string | number>>]>([
  ['fixed-delay', { 'restart-strategy.fixed-delay.attempts': 3, 'restart-strategy.fixed-delay.delay': '10ms' }],
  [
    'failure-rate',
    { 'restart-strategy.failure-rate.max-failures-per-interval': 3, 'restart-strategy.failure-rate.delay': '10ms' },
  ],
  ['exponential-delay', { 'restart-strategy.exponential-delay.initial-backoff': '10ms' }],
])('process: a source fails twice: the restart strategy %s goes on from the last checkpoint', async (name, keys) => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const source = scriptedSource([
    { kind: 'give', values: numbers.slice(0, 1_000) },
    { kind: 'wait' },
    { kind: 'fail', error: new Error('the connection broke'), once: true },
    { kind: 'give', values: numbers.slice(1_000, 2_000) },
    { kind: 'fail', error: new Error('and again'), once: true },
    { kind: 'give', values: numbers.slice(2_000) },
  ]);
  const storage = new WatchedStorage();
  const job = numberedJob({ url: endpoint.url, numbers: source });
  const conf = fileConfiguration(folder.path, { 'restart-strategy': name, ...keys });
  const result = runLocal(job, { conf, logger: new MemoryLogger(), checkpoints: { storage } });
  await storage.waitFor((saved) => saved.length > 0);
  await source.waitUntilWaiting();
  source.release();
  const failedAt = performance.now();
  const { state, ledger, restarts } = await result;
  const recoveryMs = Math.round(performance.now() - failedAt);
  expect({ state, restarts, ledger }).toEqual({
    state: 'finished',
    restarts: 2,
    ledger: { accepted: records, delivered: records, deadLettered: 0, held: 0 },
  });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toMatchObject({ delivered: records, lost: 0 });
  recordRow(`source-${name}`, { accepted: records, held: 0, ...counts, recoveryMs });
});

test('without a restart strategy a source that fails fails the job, and nothing that was read is lost', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  const source = scriptedSource([
    { kind: 'give', values: numbers.slice(0, 1_000) },
    { kind: 'fail', error: new Error('the connection broke'), once: true },
    { kind: 'give', values: numbers.slice(1_000) },
  ]);
  const job = numberedJob({ url: endpoint.url, numbers: source });
  const run = () => runLocal(job, { conf: fileConfiguration(folder.path), logger: new MemoryLogger() });
  await expect(run()).rejects.toMatchObject({ code: 'JOB_FAILED' });
  await run();
  expect((await countRecords(endpoint, folder.path, records)).lost).toBe(0);
});

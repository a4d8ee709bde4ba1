import { runLocal, startLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint, type Endpoint } from '@weir/testing';
import { countRecords } from '../rig/count-records.js';
import { fileConfiguration } from '../rig/file-job.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';

jest.setTimeout(60_000);

const records = 500;

function jobOf(endpoint: Endpoint) {
  return numberedJob({ url: endpoint.url, numbers: records });
}

/** Starts a job, waits until it holds what the endpoint does not answer, and stops it with hardly any time to drain. */
async function stopEarly(endpoint: Endpoint, folder: string, interval: string) {
  const conf = fileConfiguration(folder, { 'execution.checkpointing.interval': interval });
  const handle = startLocal(jobOf(endpoint), { conf, logger: new MemoryLogger() });
  await endpoint.waitFor(({ counts }) => counts.requests >= 90);
  await handle.drain({ deadlineMs: 50 });
  return { conf, result: await handle.result };
}

test('process: stopped, and the drain deadline passes: what is held is in the last checkpoint, and delivered by the next run', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: { kind: 'never' }, keep: 'identities' });
  const { conf, result } = await stopEarly(endpoint, folder.path, '20ms');
  expect(result).toMatchObject({ state: 'drained', ledger: { delivered: 0, deadLettered: 0 } });
  expect(result.ledger.held).toBe(result.ledger.accepted);
  endpoint.setScript(200);
  const startedAt = performance.now();
  const { ledger } = await runLocal(jobOf(endpoint), { conf, logger: new MemoryLogger() });
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect(ledger).toEqual({ accepted: records, delivered: records, deadLettered: 0, held: 0 });
  const counts = await countRecords(endpoint, folder.path, records);
  recordRow('stopped-held', { accepted: records, held: 0, ...counts, recoveryMs });
});

test('process: the same without checkpoints: what is held is in the letters', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: { kind: 'never' }, keep: 'identities' });
  const startedAt = performance.now();
  const { result } = await stopEarly(endpoint, folder.path, '0');
  const recoveryMs = Math.round(performance.now() - startedAt);
  const { accepted, deadLettered, held } = result.ledger;
  expect({ deadLettered, held }).toEqual({ deadLettered: accepted, held: 0 });
  // Those that were accepted: the others were never read.
  const counts = await countRecords(endpoint, folder.path, accepted);
  expect(counts).toMatchObject({ deadLettered: accepted, lost: 0 });
  recordRow('stopped-lettered', { accepted, held: 0, ...counts, recoveryMs });
});

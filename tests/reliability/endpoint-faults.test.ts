import { join } from 'node:path';
import { startLocal } from '@weir/runner-local';
import { MemoryLogger, startEndpoint, type Script } from '@weir/testing';
import { countRecords } from '../rig/count-records.js';
import type { FaultId } from '../rig/fault-table.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';
import { WatchedStorage } from '../rig/watched-storage.js';

jest.setTimeout(60_000);

const records = 300;

function configuration(folder: string) {
  return {
    'http.sink.threshold.retries': 1_000,
    'http.sink.threshold.timeout': '400ms',
    'http.sink.threshold.maxInFlightPerWriter': 8,
    'http.sink.backoff.initial': '10ms',
    'http.sink.backoff.max': '50ms',
    'http.sink.order': 'key',
    'http.sink.destination.ratePerSecond': 5_000,
    'http.sink.failover.file.path': join(folder, 'weir-data', 'letters'),
    'execution.checkpointing.interval': '20ms',
  };
}

const ok = { status: 200, body: '{"taken":true}' };

test.each<[FaultId, Script]>([
  ['endpoint-503', 503],
  ['endpoint-429', { kind: 'status', status: 429, headers: { 'Retry-After': '1' } }],
  ['endpoint-reset', { kind: 'reset' }],
  ['endpoint-reset-taken', { kind: 'reset', taken: true }],
  ['endpoint-close', { kind: 'close' }],
  ['endpoint-never', { kind: 'never' }],
  ['endpoint-half-open', { kind: 'half-open' }],
  ['endpoint-truncated', { kind: 'truncated', ...ok }],
  ['endpoint-garbage', { kind: 'garbage' }],
  ['endpoint-slow-headers', { kind: 'slow-headers', everyMs: 50, ...ok }],
  ['endpoint-endless', { kind: 'endless-body', status: 200 }],
])('%s, then healthy: every record is delivered', async (id, script) => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script, keep: 'identities' });
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const handle = startLocal(job, { conf: configuration(folder.path), logger: new MemoryLogger() });
  await endpoint.waitFor(({ counts }) => counts.requests >= 60);
  endpoint.setScript(200);
  const healedAt = performance.now();
  const { ledger, state } = await handle.result;
  const recoveryMs = Math.round(performance.now() - healedAt);
  const counts = await countRecords(endpoint, folder.path, records);
  expect({ state, ledger }).toEqual({
    state: 'finished',
    ledger: { accepted: records, delivered: records, deadLettered: 0, held: 0 },
  });
  expect(counts).toMatchObject({ delivered: records, deadLettered: 0, lost: 0 });
  recordRow(id, { accepted: records, held: 0, ...counts, recoveryMs });
});

test('endpoint: connections are refused, then accepted again: every record is delivered', async () => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ keep: 'identities' });
  endpoint.stopListening();
  const storage = new WatchedStorage();
  const handle = startLocal(numberedJob({ url: endpoint.url, numbers: records }), {
    conf: configuration(folder.path),
    logger: new MemoryLogger(),
    checkpoints: { storage },
  });
  await storage.waitFor((saved) => saved.length >= 10 && saved.at(-1)?.held === records);
  await endpoint.listenAgain();
  const healedAt = performance.now();
  const { ledger } = await handle.result;
  const recoveryMs = Math.round(performance.now() - healedAt);
  expect(ledger).toEqual({ accepted: records, delivered: records, deadLettered: 0, held: 0 });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toMatchObject({ delivered: records, lost: 0 });
  recordRow('endpoint-refused', { accepted: records, held: 0, ...counts, recoveryMs });
});

test('endpoint: it rejects records, or goes on failing: they are in the letters, each once', async () => {
  await using folder = await TemporaryFolder.create();
  const script: Script = ({ target }) => (target.endsWith('3') ? 404 : target.endsWith('7') ? 500 : 200);
  await using endpoint = await startEndpoint({ script, keep: 'identities' });
  const conf = { ...configuration(folder.path), 'http.sink.threshold.retries': 2 };
  const job = numberedJob({ url: endpoint.url, numbers: records });
  const { ledger, durationMs } = await startLocal(job, { conf, logger: new MemoryLogger() }).result;
  expect(ledger).toEqual({ accepted: records, delivered: 240, deadLettered: 60, held: 0 });
  const counts = await countRecords(endpoint, folder.path, records);
  expect(counts).toEqual({ delivered: 240, deadLettered: 60, lost: 0, duplicates: 0 });
  recordRow('endpoint-rejects', { accepted: records, held: 0, ...counts, recoveryMs: durationMs });
});

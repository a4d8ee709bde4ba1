import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { hashKey, startLocal, type LocalJobHandle } from '@weir/runner-local';
import { MemoryLogger, startEndpoint } from '@weir/testing';
import { countRecords } from '../rig/count-records.js';
import type { FaultId } from '../rig/fault-table.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob, type Middle } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';
import { WatchedStorage } from '../rig/watched-storage.js';

jest.setTimeout(240_000);

let running: LocalJobHandle | undefined;

afterEach(() => running?.cancel());

const queueCapacity = 100;
const intervalMs = 20;

/** Bytes of the heap after a collection. */
function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

/** What channels and batches in front of the sinks add to their capacity: less than 1,280 records each. */
const channelRecords = 12 * 1_280;

test.each<[string, FaultId, number, Middle]>([
  ['a plain job', 'dead-plain', 1, (requests) => requests],
  ['keyBy and a parallelism of 2', 'dead-keyed', 2, (requests) => requests.keyBy((url) => hashKey(url) % 7)],
  [
    'mapAsync',
    'dead-async',
    1,
    (requests) => requests.mapAsync(async (url) => Promise.resolve(url), { concurrency: 8 }),
  ],
  ['rebalance and a union', 'dead-union', 2, (requests) => requests.rebalance().union(requests.filter(() => false))],
])('a dead endpoint and a full queue: checkpoints go on at their interval (%s)', async (_, id, parallelism, middle) => {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({ script: { kind: 'never' }, keep: 'identities' });
  const storage = new WatchedStorage();
  const handle = startLocal(numberedJob({ url: endpoint.url, middle }), {
    conf: {
      'parallelism.default': parallelism,
      'http.sink.threshold.queueCapacity': queueCapacity,
      'http.sink.threshold.timeout': '1s',
      'http.sink.threshold.retries': 1_000,
      'http.sink.backoff.initial': '20ms',
      'http.sink.backoff.max': '50ms',
      'http.sink.failover.file.path': folder.path,
      'execution.checkpointing.interval': intervalMs,
    },
    logger: new MemoryLogger(),
    checkpoints: { storage },
  });
  running = handle;
  await storage.waitFor((saved) => saved.length >= 20, { deadlineMs: 60_000 });
  const before = heapBytes();
  await storage.waitFor((saved) => saved.length >= 220, { deadlineMs: 100_000 });
  const after = heapBytes();
  const saved = storage.saved.slice(20, 220);
  const held = saved.map((checkpoint) => checkpoint.held);
  // Full, and no fuller with any checkpoint: the sources stand still.
  expect(Math.min(...held)).toBeGreaterThanOrEqual(queueCapacity * parallelism);
  expect(Math.max(...held)).toBeLessThanOrEqual(parallelism * queueCapacity + channelRecords);
  expect(held.at(-1)).toBe(held[0]);
  expect(after - before).toBeLessThan(3_000_000);
  // On a machine that does nothing else they are 20 ms apart.
  const gaps = saved.slice(1).map(({ at }, i) => at - (saved[i]?.at ?? at));
  expect(gaps.sort((a, b) => a - b)[100]).toBeLessThan(20 * intervalMs);

  endpoint.setScript(200);
  const healedAt = performance.now();
  await endpoint.waitFor(({ counts }) => counts.taken >= (held[0] ?? 0), { deadlineMs: 90_000 });
  const recoveryMs = Math.round(performance.now() - healedAt);
  await handle.drain({ deadlineMs: 60_000 });
  const { ledger } = await handle.result;
  expect(ledger).toMatchObject({ delivered: ledger.accepted, held: 0 });
  const counts = await countRecords(endpoint, folder.path, ledger.accepted);
  expect(counts.lost).toBe(0);
  recordRow(id, { accepted: ledger.accepted, held: 0, ...counts, recoveryMs });
});

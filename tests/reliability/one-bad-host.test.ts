import { StreamingJob, type StreamingContext } from '@weir/core';
import { startLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';
import { MemoryLogger, randomFaults, startEndpoint, type Endpoint } from '@weir/testing';
import { recordRow } from '../rig/matrix.js';
import { letterUrls } from '../rig/open-letters.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';
import { fileConfiguration } from '../rig/file-job.js';

jest.setTimeout(120_000);

const records = 2_000;

const takenBy = ({ ledger }: Endpoint): number =>
  [...ledger.identities.values()].filter(({ taken }) => taken > 0).length;

/** A job whose records go to the given hosts in turn. */
function jobFor(...hosts: readonly Endpoint[]) {
  return class Hosts extends StreamingJob {
    override handle(context: StreamingContext): void {
      const urls = context.generate({ count: records }).map((n) => `${hosts[n % hosts.length]?.url ?? ''}/r?n=${n}`);
      new HttpSink(context).post(urls).uid('out');
    }
  };
}

test('20 % faults on one host: all that can be delivered is, and what cannot is in the letters', async () => {
  await using folder = await TemporaryFolder.create();
  const shares = [
    { share: 0.06, answer: 503 },
    { share: 0.04, answer: { kind: 'reset' } as const },
    { share: 0.04, answer: { kind: 'close' } as const },
    { share: 0.04, answer: 500 },
    { share: 0.02, answer: { kind: 'never' } as const },
  ];
  const random = randomFaults({ seed: 7, shares });
  await using faulty = await startEndpoint({
    script: (request) => (request.target.endsWith('00') ? 404 : random(request)),
    keep: 'identities',
  });
  await using healthy = await startEndpoint({ keep: 'identities' });
  const conf = fileConfiguration(folder.path, {
    'http.sink.threshold.timeout': '500ms',
    'http.sink.threshold.retries': 20,
  });
  const { ledger, durationMs } = await startLocal(jobFor(faulty, healthy), { conf, logger: new MemoryLogger() }).result;
  // Even numbers go to the faulty host; each hundredth record but the first is refused for good.
  const refused = records / 100 - 1;
  expect(ledger).toEqual({ accepted: records, delivered: records - refused, deadLettered: refused, held: 0 });
  expect([takenBy(faulty), takenBy(healthy)]).toEqual([records / 2 - refused, records / 2]);
  expect((await letterUrls(folder.path)).size).toBe(refused);
  const counts = { delivered: ledger.delivered, deadLettered: ledger.deadLettered, lost: 0, duplicates: 0 };
  recordRow('one-bad-host', { accepted: records, held: 0, ...counts, recoveryMs: durationMs });
});

test('a dead host stops no other: theirs are delivered while its own are held', async () => {
  await using folder = await TemporaryFolder.create();
  await using dead = await startEndpoint({ script: { kind: 'never' }, keep: 'identities' });
  await using one = await startEndpoint({ keep: 'identities' });
  await using other = await startEndpoint({ keep: 'identities' });
  const conf = fileConfiguration(folder.path, {
    'http.sink.threshold.timeout': '30s',
    'http.sink.threshold.maxInFlightPerWriter': 4,
  });
  const handle = startLocal(jobFor(dead, one, other), { conf, logger: new MemoryLogger() });
  const share = Math.floor(records / 3);
  await one.waitFor(() => takenBy(one) >= share, { deadlineMs: 60_000 });
  await other.waitFor(() => takenBy(other) >= share, { deadlineMs: 60_000 });
  expect(dead.ledger.counts.requests).toBeLessThanOrEqual(12);
  dead.setScript(200);
  await handle.cancel();
  const { ledger } = await handle.result;
  expect(ledger.delivered).toBeGreaterThanOrEqual(2 * share);
  expect(ledger.accepted).toBe(ledger.delivered + ledger.deadLettered + ledger.held);
});

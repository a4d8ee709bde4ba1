import { startLocal, type LocalJobResult } from '@weir/runner-local';
import { MemoryLogger, randomFaults, startEndpoint, type Endpoint } from '@weir/testing';
import fc from 'fast-check';
import { join } from 'node:path';
import { letterUrls } from './rig/open-letters.js';
import { TemporaryFolder } from './rig/temporary-folder.js';
import { MortalStorage } from './random-jobs/mortal-storage.js';
import { expectedUrls, randomJob, toJobClass, type RandomJob } from './random-jobs/random-job.js';

jest.setTimeout(300_000);

function configuration(job: RandomJob, folder: string) {
  return {
    'execution.checkpointing.interval': `${job.intervalMs}ms`,
    'restart-strategy': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': 10,
    'restart-strategy.fixed-delay.delay': '1ms',
    'http.sink.threshold.queueCapacity': job.queueCapacity,
    'http.sink.threshold.timeout': '20s',
    'http.sink.backoff.initial': '5ms',
    'http.sink.order': job.order,
    'http.sink.orderOnGiveUp': job.orderOnGiveUp,
    'http.sink.retry.maxAge': '1h',
    'http.sink.destination.ratePerSecond': 5_000,
    'http.sink.destination.breaker.failures': 3,
    'http.sink.destination.breaker.open': '10ms',
    'http.sink.failover.file.path': join(folder, 'weir-data', 'letters'),
  };
}

/** Runs `job` as often as it is killed, and once more to its end. A kill leaves the last checkpoint and nothing else. */
async function runThroughKills(job: RandomJob, endpoint: Endpoint, folder: string): Promise<LocalJobResult> {
  const storage = new MortalStorage();
  const jobClass = toJobClass(job, endpoint.url);
  for (const requests of [...job.kills, Infinity]) {
    storage.revive();
    const options = { conf: configuration(job, folder), logger: new MemoryLogger(), checkpoints: { storage } };
    const handle = startLocal(jobClass, options);
    const target = endpoint.ledger.counts.requests + requests;
    const isTime = endpoint.waitFor(({ counts }) => counts.requests >= target, { deadlineMs: 120_000 });
    const killed = await Promise.race([isTime.then(() => true), handle.result.then(() => false)]);
    if (killed) {
      storage.die();
      await handle.cancel();
    }
    const result = await handle.result;
    if (result.state === 'finished') return result;
  }
  throw new Error('the last run did not finish');
}

/** Runs `job` and checks that each of its records is somewhere, and that there are no others. */
async function check(job: RandomJob): Promise<void> {
  await using folder = await TemporaryFolder.create();
  await using endpoint = await startEndpoint({
    keep: 'identities',
    identify: ({ target }) => target,
    script: randomFaults({ seed: job.faultSeed, shares: job.faults, faultsPerRequest: 6 }),
  });
  const { state, ledger } = await runThroughKills(job, endpoint, folder.path);
  const expected = expectedUrls(job, endpoint.url);
  const { identities } = endpoint.ledger;
  const taken = [...identities].filter(([, count]) => count.taken > 0).map(([target]) => endpoint.url + target);
  const somewhere = new Set([...taken, ...(await letterUrls(folder.path))]);
  expect(state).toBe('finished');
  expect(expected.filter((url) => !somewhere.has(url))).toEqual([]);
  expect(somewhere.size).toBe(expected.length);
  expect(ledger).toMatchObject({ accepted: expected.length, held: 0 });
  expect(ledger.delivered + ledger.deadLettered).toBe(expected.length);
}

test('any graph, load, fault schedule, kill points and restarts: every record is at the endpoint or in the letters', async () => {
  const seed = Number(process.env['WEIR_SEED'] ?? Date.now() % 1_000_000);
  console.info(`random jobs, seed ${seed}`);
  await fc.assert(fc.asyncProperty(randomJob, check), { seed, numRuns: Number(process.env['WEIR_RUNS'] ?? 40) });
});

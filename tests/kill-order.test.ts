import { join } from 'node:path';
import { randomFaults, startEndpoint, type Endpoint } from '@weir/testing';
import { jobFile, Project, type WeirProcess } from '../packages/cli/src/end-to-end/weir-process.js';
import { newestCheckpoint } from './rig/checkpoint-files.js';
import { letterNumbers, numberOf } from './rig/open-letters.js';

// Every run starts several processes, on machines that may be busy.
jest.setTimeout(240_000);

const records = 900;
const keys = 7;
const keyOf = (n: number): number => n % keys;

const faults = [
  { share: 0.05, answer: 503 },
  { share: 0.03, answer: { kind: 'close' } as const },
  { share: 0.03, answer: { kind: 'reset', taken: true } as const },
  { share: 0.2, answer: { kind: 'status', status: 200, delayMs: 15 } as const },
];

/** Everything on: order, breaker, rate, retry ratio, age, adaptive concurrency, checkpoints. */
const settings = {
  'pipeline.name': 'order',
  'execution.checkpointing.interval': '100ms',
  'http.sink.order': 'key',
  'http.sink.orderOnGiveUp': 'skip',
  'http.sink.threshold.retries': 20,
  'http.sink.backoff.initial': '5ms',
  'http.sink.backoff.max': '20ms',
  'http.sink.retry.maxAge': '1h',
  'http.sink.destination.ratePerSecond': 2_000,
  'http.sink.destination.breaker.failures': 10,
  'http.sink.destination.breaker.open': '50ms',
};

function start(project: Project): WeirProcess {
  const parameters = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
  return project.start(['run', 'job.ts', ...parameters]);
}

/** Kills the job when `count` more requests have arrived and there is a checkpoint; true when it came to its end before. */
async function killAfter(count: number, project: Project, endpoint: Endpoint): Promise<boolean> {
  const until = endpoint.ledger.counts.requests + count;
  const job = start(project);
  const hasCheckpoint = (): boolean => newestCheckpoint(join(project.folder, '.weir', 'order')) !== undefined;
  const moment = endpoint.waitFor(({ counts }) => counts.requests >= until && hasCheckpoint(), { deadlineMs: 60_000 });
  const ended = await Promise.race([job.done.then(() => true), moment.then(() => false)]);
  job.signal('SIGKILL');
  await job.done;
  return ended;
}

/** The numbers that were taken, each at its first time, by key. */
function firstTaken(endpoint: Endpoint): Map<number, number[]> {
  const seen = new Set<number>();
  const byKey = new Map<number, number[]>();
  for (const { request, taken } of endpoint.ledger.exchanges) {
    const n = numberOf(request.target);
    if (!taken || seen.has(n)) continue;
    seen.add(n);
    byKey.set(keyOf(n), [...(byKey.get(keyOf(n)) ?? []), n]);
  }
  return byKey;
}

test('kill -9 with every option on: nothing is lost, and no record overtakes another of its key', async () => {
  const seed = Number(process.env['WEIR_SEED'] ?? Date.now() % 1_000_000);
  console.info(`kill with order, seed ${seed}`);
  await using endpoint = await startEndpoint({ script: randomFaults({ seed, shares: faults }) });
  await using project = await Project.create({
    'job.ts': jobFile(
      `const requests = context.generate({ count: ${records}, ratePerSecond: ${records / 3} }).uid('in')`,
      `  .map((n) => '${endpoint.url}/r?n=' + n).uid('map').keyBy((url) => Number(url.split('=')[1]) % ${keys}).uid('key');`,
      "new HttpSink(context).post(requests).uid('out').setParallelism(2);",
    ),
  });
  for (const count of [150, 200, 150]) expect(await killAfter(count, project, endpoint)).toBe(false);
  const last = await start(project).done;
  expect({ exitCode: last.exitCode, stderr: last.stderr }).toMatchObject({ exitCode: 0 });
  const taken = firstTaken(endpoint);
  expect([...taken.values()].flat()).toHaveLength(records);
  expect(await letterNumbers(project.folder)).toEqual(new Set());
  for (const [key, numbers] of taken) expect([key, numbers]).toEqual([key, [...numbers].sort((a, b) => a - b)]);
});

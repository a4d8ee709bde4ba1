import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, type Clock, type DeadLetter, type SinkState } from '@weir/core';
import {
  randomFaults,
  startEndpoint,
  type Endpoint,
  type MemoryLogger,
  type Script,
  type WriterHarness,
} from '@weir/testing';
import fc from 'fast-check';
import { lettersIn, openSinkWriter } from '../end-to-end/sink-rig.js';
import type { HttpRecord } from '../request/http-request.js';
import type { OnGiveUp } from './key-order.js';

type Harness = WriterHarness<HttpRecord, Clock, MemoryLogger>;

jest.setTimeout(120_000);

let directory: string;
let endpoint: Endpoint;
let open: Set<Harness>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-order-'));
  open = new Set();
});

afterEach(async () => {
  for (const harness of open) await harness.close();
  await endpoint.close();
  await rm(directory, { recursive: true, force: true });
});

async function openWriter(orderOnGiveUp: OnGiveUp, config: object = {}, restored?: SinkState): Promise<Harness> {
  const settings = { order: 'key' as const, orderOnGiveUp, 'backoff.initial': '1ms', 'backoff.max': '5ms', ...config };
  const harness: Harness = await openSinkWriter<Clock>(directory, { config: settings, restored, clock: systemClock });
  open.add(harness);
  return harness;
}

/** Record `n` of `key`. */
const record = (key: string, n: number): HttpRecord => ({ url: `${endpoint.url}/${key}?n=${n}`, key });

const letters = (): Promise<DeadLetter[]> => lettersIn(directory);

const keyAndNumber = (url: string): [key: string, n: number] => {
  const [, key = '', n = ''] = /\/(\w+)\?n=(\d+)$/.exec(url) ?? [];
  return [key, Number(n)];
};

/** The numbers that the endpoint took for the first time, by key, in that order. */
function takenByKey(): Map<string, number[]> {
  const taken = new Map<string, number[]>();
  for (const { request, taken: isTaken } of endpoint.ledger.exchanges) {
    const [key, n] = keyAndNumber(request.target);
    const numbers = taken.get(key) ?? [];
    if (isTaken && !numbers.includes(n)) numbers.push(n);
    taken.set(key, numbers);
  }
  return taken;
}

const faults = [
  { share: 0.1, answer: 503 },
  { share: 0.05, answer: { kind: 'reset', taken: true } as const },
  { share: 0.05, answer: { kind: 'close' } as const },
  { share: 0.2, answer: { kind: 'status', status: 200, delayMs: 5 } as const },
];

test('whatever fails, the records of a key arrive in order, over restarts from checkpoints as well', async () => {
  endpoint = await startEndpoint();
  const run = fc.record({
    keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 120 }),
    restartAt: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
    orderOnGiveUp: fc.constantFrom<OnGiveUp>('block', 'skip', 'dead-letter-key'),
    rejects: fc.constantFrom(0, 0.05),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(run, async ({ keys, restartAt, orderOnGiveUp, rejects, seed }) => {
      await endpoint.close();
      const shares = [...faults, { share: rejects, answer: 404 }];
      endpoint = await startEndpoint({ script: randomFaults({ seed, shares }) });
      const numbers = new Map<string, number>();
      const all = keys.map((key) => {
        numbers.set(key, (numbers.get(key) ?? -1) + 1);
        return record(key, numbers.get(key) ?? 0);
      });
      const places = [...restartAt.map((at) => Math.floor(at * all.length)).sort((x, y) => x - y), all.length];
      let harness = await openWriter(orderOnGiveUp, { retries: 20 });
      let from = 0;
      for (const place of places) {
        harness.write(all.slice(from, place));
        from = place;
        await new Promise(setImmediate);
        const state = JSON.parse(JSON.stringify(harness.writer.snapshot?.())) as SinkState;
        await harness.close();
        harness = await openWriter(orderOnGiveUp, { retries: 20 }, state);
      }
      await harness.writer.flush();
      expect(harness.ledger()).toMatchObject({ accepted: all.length, held: 0 });
      for (const [key, taken] of takenByKey()) expect([key, taken]).toEqual([key, [...taken].sort((x, y) => x - y)]);
    }),
    { numRuns: 25 },
  );
});

test('keys go on beside each other: a retry holds its own key only', async () => {
  endpoint = await startEndpoint({ script: ({ target }) => (target === '/a?n=0' ? { kind: 'never' } : 200) });
  const harness = await openWriter('skip', { timeoutMs: 60_000 });
  harness.write([...[0, 1, 2].map((n) => record('a', n)), ...[0, 1, 2].map((n) => record('b', n))]);
  await endpoint.waitFor(({ counts }) => counts.taken === 3);
  expect(takenByKey()).toEqual(new Map([['a', []], ['b', [0, 1, 2]]])); // prettier-ignore
  expect(harness.writer.gauges?.()).toMatchObject({ queued: 2 });
});

const wrong: Script = ({ target }) => (target === '/a?n=1' ? 404 : 200);

describe('when a record is given up', () => {
  const numbers = [0, 1, 2, 3];

  async function deadNumbers(): Promise<[number, string][]> {
    const dead = (await letters()).map(({ url, reason }): [number, string] => [keyAndNumber(url)[1], reason]);
    return dead.sort(([a], [b]) => a - b);
  }

  test('skip: the next goes on', async () => {
    endpoint = await startEndpoint({ script: wrong });
    const harness = await openWriter('skip');
    harness.write(numbers.map((n) => record('a', n)));
    await harness.writer.flush();
    expect(takenByKey().get('a')).toEqual([0, 2, 3]);
    expect(await deadNumbers()).toEqual([[1, 'rejected']]);
  });

  test('dead-letter-key: the rest of the key is never sent, also after a restart; other keys are', async () => {
    endpoint = await startEndpoint({ script: wrong });
    const first = await openWriter('dead-letter-key');
    first.write(numbers.map((n) => record('a', n)));
    await first.writer.flush();
    const state = JSON.parse(JSON.stringify(first.writer.snapshot?.())) as SinkState;
    await first.close();
    const second = await openWriter('dead-letter-key', {}, state);
    second.write([record('a', 4), record('b', 0)]);
    await second.writer.flush();
    expect(takenByKey()).toEqual(new Map([['a', [0]], ['b', [0]]])); // prettier-ignore
    expect(await deadNumbers()).toEqual([
      [1, 'rejected'],
      ...[2, 3, 4].map((n): [number, string] => [n, 'key-given-up']),
    ]);
    expect(second.ledger()).toEqual({ accepted: 6, delivered: 2, deadLettered: 4, held: 0 });
  });

  test('block: it is tried until the target takes it', async () => {
    let refusals = 0;
    endpoint = await startEndpoint({
      script: ({ target }) => (target === '/a?n=1' && refusals < 5 ? (refusals++ % 2 === 0 ? 404 : 503) : 200),
    });
    const harness = await openWriter('block', { retries: 0 });
    harness.write(numbers.map((n) => record('a', n)));
    await harness.writer.flush();
    expect(takenByKey().get('a')).toEqual([0, 1, 2, 3]);
    expect(refusals).toBe(5);
    expect(await letters()).toEqual([]);
  });
});

test('records without a key wait for nobody, and the key of the stream counts where a record has none', async () => {
  endpoint = await startEndpoint({ script: ({ target }) => (target.endsWith('n=0') ? { kind: 'never' } : 200) });
  const harness = await openWriter('skip', { timeoutMs: 60_000 });
  const bare = [0, 1, 2].map((n) => `${endpoint.url}/bare?n=${n}`);
  const keyed = [0, 1, 2].map((n) => `${endpoint.url}/keyed?n=${n}`);
  harness.write(bare);
  harness.write(harness.batch(keyed, ['k', 'k', 'other']));
  await endpoint.waitFor(({ counts }) => counts.taken === 3);
  expect(takenByKey()).toEqual(new Map([['bare', [1, 2]], ['keyed', [2]]])); // prettier-ignore
});

test('abandoning turns those behind a key into letters as well', async () => {
  endpoint = await startEndpoint({ script: { kind: 'never' } });
  const harness = await openWriter('skip', { timeoutMs: 60_000 });
  harness.write([0, 1, 2].map((n) => record('a', n)));
  await harness.writer.abandon('stopped');
  expect((await letters()).map(({ reason }) => reason)).toEqual(['abandoned', 'abandoned', 'abandoned']);
});

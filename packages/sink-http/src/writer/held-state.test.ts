import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeadLetter, SinkState, StateUnit } from '@weir/core';
import {
  ManualClock,
  startEndpoint,
  type Endpoint,
  type MemoryLogger,
  type Script,
  type WriterHarness,
} from '@weir/testing';
import { lettersIn, openSinkWriter } from '../end-to-end/sink-rig.js';
import type { HttpRecord } from '../request/http-request.js';

type Harness = WriterHarness<HttpRecord, ManualClock, MemoryLogger>;

const never: Script = { kind: 'never' };

let directory: string;
let endpoint: Endpoint;
let open: Set<Harness>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-held-'));
  open = new Set();
});

afterEach(async () => {
  for (const harness of open) await harness.close();
  await endpoint.close();
  await rm(directory, { recursive: true, force: true });
});

/** One writer of the sink, perhaps after a checkpoint, at `now` of its clock. */
async function openWriter(config: object = {}, restored?: SinkState, now = 0): Promise<Harness> {
  const settings = { 'backoff.jitter': 'none', 'backoff.initial': '10s', ...config };
  const clock = new ManualClock(now);
  const harness: Harness = await openSinkWriter(directory, { config: settings, restored, clock });
  open.add(harness);
  return harness;
}

/** What a checkpoint file would give back: plain JSON, and nothing shared with the writer. */
function snapshotOf({ writer }: Harness): SinkState {
  return JSON.parse(JSON.stringify(writer.snapshot?.())) as SinkState;
}

const letters = (): Promise<DeadLetter[]> => lettersIn(directory);

test('what is queued and what is in flight is sent again by the next writer, in its order, with its lineage', async () => {
  endpoint = await startEndpoint({ script: never });
  const first = await openWriter({ numWriters: 1, maxInFlightPerWriter: 2 });
  await first.writeAll([0, 1, 2, 3].map((i) => `${endpoint.url}/${i}`));
  await endpoint.waitFor(({ counts }) => counts.requests === 2);
  const state = snapshotOf(first);
  await first.close();
  expect(state.units.map(({ value }) => (value as { lineage: { position: number } }).lineage.position)).toEqual([
    0, 1, 2, 3,
  ]);
  endpoint.setScript(404);
  const second = await openWriter({ numWriters: 1, maxInFlightPerWriter: 1 }, state);
  expect(second.ledger()).toMatchObject({ accepted: 4, held: 4 });
  await second.writer.flush();
  expect(endpoint.ledger.exchanges.slice(-4).map(({ request }) => request.target)).toEqual(['/0', '/1', '/2', '/3']);
  const ids = (await letters()).map(({ id }) => id);
  // Without a checkpoint in between the ids would have been the same.
  const third = await openWriter();
  await third.writeAll([0, 1, 2, 3].map((i) => `${endpoint.url}/${i}`));
  await third.writer.flush();
  expect((await letters()).map(({ id }) => id).sort()).toEqual(ids.sort());
});

test('a record that waits for its retry keeps its attempts and its time; what is overdue goes at once', async () => {
  endpoint = await startEndpoint({ script: [503, 200] });
  const first = await openWriter();
  await first.writeAll([`${endpoint.url}/a`]);
  await first.clock.waitForTimers();
  const state = snapshotOf(first);
  await first.close();

  const early = await openWriter({}, state, 4_000);
  expect([early.clock.nextTimerAt, early.writer.gauges?.()['retrying']]).toEqual([10_000, 1]);
  expect(endpoint.ledger.counts.requests).toBe(1);
  await early.close();

  const late = await openWriter({}, state, 60_000);
  await late.writer.flush();
  expect(endpoint.ledger.identities.get('POST /a')?.answers).toEqual(['503', '200']);
});

test('attempts go on counting over a restart, and the letter has them all', async () => {
  endpoint = await startEndpoint({ script: 503 });
  const first = await openWriter({ retries: 1 });
  await first.writeAll([`${endpoint.url}/a`]);
  await first.clock.waitForTimers();
  const second = await openWriter({ retries: 1 }, snapshotOf(first), 10_000);
  await first.close();
  await second.writer.flush();
  expect(await letters()).toMatchObject([
    {
      reason: 'retries-exhausted',
      detail: '503 Service Unavailable after 2 attempts',
      firstAt: 0,
      lastAt: 10_000,
      attempts: [
        { at: 0, status: 503 },
        { at: 10_000, status: 503 },
      ],
    },
  ]);
});

test('a letter that the store had not taken is written by the next writer, with its reason, and nothing is sent', async () => {
  endpoint = await startEndpoint({ script: 404 });
  await writeFile(join(directory, 'file'), '');
  const first = await openWriter({ 'failover.file.path': join(directory, 'file', 'below') });
  await first.writeAll([`${endpoint.url}/a`, 'nonsense']);
  while (first.writer.gauges?.()['lettering'] !== 2) await new Promise(setImmediate);
  const second = await openWriter({}, snapshotOf(first));
  await first.close();
  await second.writer.flush();
  const found = (await letters()).map(({ reason, detail, attempts }) => [reason, detail, attempts.length]);
  expect(found.sort()).toEqual([
    ['malformed-record', 'the URL does not begin with http:// or https://', 0],
    ['rejected', '404 Not Found', 1],
  ]);
  expect(endpoint.ledger.counts.requests).toBe(1);
});

test('sums go on, and add up', async () => {
  endpoint = await startEndpoint({
    script: ({ target }) => (target === '/hangs' ? { kind: 'never' } : target === '/no' ? 404 : 200),
  });
  const first = await openWriter();
  await first.writeAll(['ok', 'ok', 'no', 'hangs'].map((path) => `${endpoint.url}/${path}`));
  await endpoint.waitFor(({ counts }) => counts.requests === 4);
  while (first.ledger().held > 1) await new Promise(setImmediate);
  const state = snapshotOf(first);
  expect(state.counters).toEqual({ delivered: 2, deadLettered: 1 });
  await first.close();
  endpoint.setScript(200);
  const second = await openWriter({}, state);
  expect(second.ledger()).toEqual({ accepted: 4, delivered: 2, deadLettered: 1, held: 1 });
  await second.writeAll([`${endpoint.url}/more`]);
  await second.writer.flush();
  expect(second.ledger()).toEqual({ accepted: 5, delivered: 4, deadLettered: 1, held: 0 });
});

test('whole requests come back: method, headers, bytes, key; also when only the request is plain data', async () => {
  class Order {
    readonly #id = 7;
    toJSON(): object {
      return { id: this.#id };
    }
  }
  endpoint = await startEndpoint({ script: never });
  const first = await openWriter();
  const bytes = new Uint8Array([0, 255]);
  const requests = [
    { url: `${endpoint.url}/bytes`, method: 'PUT', headers: { 'X-A': 'b' }, body: bytes, key: 'k' },
    { url: `${endpoint.url}/order`, body: new Order() as unknown as Record<string, unknown> },
  ];
  await first.writeAll(first.batch(requests, ['k1', 'k2']));
  const state = snapshotOf(first);
  await first.close();
  expect(state.units.map(({ key }) => key)).toEqual(['k1', 'k2']);
  endpoint.setScript(200);
  const seen = endpoint.ledger.exchanges.length;
  const second = await openWriter({}, state);
  await second.writer.flush();
  const again = new Map(endpoint.ledger.exchanges.slice(seen).map(({ request }) => [request.target, request] as const));
  expect(again.get('/bytes')).toMatchObject({ method: 'PUT', headers: { 'x-a': 'b' }, body: Buffer.from(bytes) });
  expect(again.get('/order')).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
  expect(again.get('/order')?.body.toString()).toBe('{"id":7}');
});

test('at another parallelism every record is held by one writer, and the sums are counted once', async () => {
  endpoint = await startEndpoint({ script: never });
  const first = await openWriter();
  await first.writeAll(Array.from({ length: 10 }, (_, i) => `${endpoint.url}/${i}`));
  const { units } = snapshotOf(first);
  await first.close();
  endpoint.setScript(200);
  const shares = [0, 1, 2].map((subtask) => units.filter((_: StateUnit, i) => i % 3 === subtask));
  const writers = await Promise.all(
    shares.map((share, i) => openWriter({}, { units: share, counters: i === 0 ? { delivered: 90 } : {} })),
  );
  await Promise.all(writers.map(({ writer }) => writer.flush()));
  const ledgers = writers.map((harness) => harness.ledger());
  expect(ledgers.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(100);
  expect(endpoint.ledger.counts.taken).toBe(10);
});

test('while a checkpoint is under way a full writer takes everything, and sends it when it can', async () => {
  endpoint = await startEndpoint({ script: { kind: 'held', then: { kind: 'status', status: 200 } } });
  const harness = await openWriter({ queueCapacity: 3 });
  const batch = harness.batch(Array.from({ length: 10 }, (_, i) => `${endpoint.url}/${i}`));
  expect(harness.write(batch)).toBe(3);
  expect(harness.write(batch, 3)).toBe(0);
  expect(harness.writer.write(batch, 3, true)).toBe(7);
  expect(harness.writer.snapshot?.().units).toHaveLength(10);
  let ready = false;
  void harness.writer.ready().then(() => (ready = true));
  await endpoint.waitFor(({ counts }) => counts.held === 10);
  expect(ready).toBe(false);
  endpoint.setScript(200);
  endpoint.release();
  await harness.writer.flush();
  expect(harness.ledger()).toMatchObject({ accepted: 10, delivered: 10 });
  expect(harness.writer.snapshot?.()).toEqual({ units: [], counters: { delivered: 10, deadLettered: 0 } });
});

test('what is in flight at the end stays held, also where failures of the connection are rejected', async () => {
  endpoint = await startEndpoint({ script: never });
  const harness = await openWriter({ 'outcome.reject': 'network, timeout' });
  await harness.writeAll([`${endpoint.url}/0`]);
  await endpoint.waitFor(({ counts }) => counts.requests === 1);
  await harness.close();
  expect(harness.ledger()).toMatchObject({ deadLettered: 0, held: 1 });
  expect(await letters()).toEqual([]);
});

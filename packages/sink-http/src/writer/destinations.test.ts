import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

let directory: string;
let open: Set<{ close(): Promise<void> }>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-destinations-'));
  open = new Set();
});

afterEach(async () => {
  for (const one of open) await one.close();
  await rm(directory, { recursive: true, force: true });
});

async function openWriter(config: object, clock = new ManualClock()): Promise<Harness> {
  const harness: Harness = await openSinkWriter(directory, { config: { ...config }, clock });
  open.add(harness);
  return harness;
}

async function openEndpoint(script: Script): Promise<Endpoint> {
  const endpoint = await startEndpoint({ script });
  open.add(endpoint);
  return endpoint;
}

const urls = ({ url }: Endpoint, count: number): string[] => Array.from({ length: count }, (_, i) => `${url}/${i}`);

async function attemptCount(): Promise<number> {
  return (await lettersIn(directory)).reduce((sum, { attempts }) => sum + attempts.length, 0);
}

describe('Retry-After', () => {
  test.each([
    ['seconds', '5'],
    ['a date', new Date(5_000).toUTCString()],
  ])('as %s keeps everything back from the destination, and nothing from another', async (_, value) => {
    let requests = 0;
    const refusal = { kind: 'status' as const, status: 429, headers: { 'Retry-After': value } };
    const busy = await openEndpoint(() => (requests++ === 0 ? refusal : 200));
    const other = await openEndpoint(200);
    const { writer, clock, write, ledger } = await bound({ numWriters: 1, maxInFlightPerWriter: 1 });
    write(urls(busy, 3));
    await clock.waitForTimers();
    write(urls(other, 2));
    // The answers are on their way yet when the endpoint has given them.
    while (ledger().held > 3) await new Promise(setImmediate);
    expect(other.ledger.counts.taken).toBe(2);
    clock.advanceBy(4_999);
    expect(writer.gauges?.()).toMatchObject({ inFlight: 0 });
    clock.advanceBy(1);
    await writer.flush();
    expect(busy.ledger.counts).toMatchObject({ requests: 4, taken: 3 });
  });

  test('is capped', async () => {
    const busy = await openEndpoint([{ kind: 'status', status: 503, headers: { 'Retry-After': '86400' } }, 200]);
    const { writer, clock, write } = await bound({ 'backoff.maxRetryAfter': '7s' });
    write(urls(busy, 1));
    await clock.waitForTimers();
    clock.advanceBy(7_000);
    await writer.flush();
  });
});

/** A harness whose methods can be taken out. */
async function bound(config: object, clock?: ManualClock) {
  const harness = await openWriter(config, clock);
  return {
    writer: harness.writer,
    clock: harness.clock,
    logger: harness.logger,
    write: (records: readonly HttpRecord[]) => harness.write(records),
    ledger: () => harness.ledger(),
  };
}

test('a destination that hangs does not stop another, though it has everything that may be in flight', async () => {
  const dead = await openEndpoint({ kind: 'never' });
  const fine = await openEndpoint(200);
  const { write, ledger } = await bound({ numWriters: 1, maxInFlightPerWriter: 4, timeoutMs: 60_000 });
  write(urls(dead, 50));
  await dead.waitFor(({ counts }) => counts.requests === 4);
  write(urls(fine, 200));
  await fine.waitFor(({ counts }) => counts.taken === 200);
  expect(dead.ledger.counts.requests).toBe(4);
  expect(ledger().held).toBeGreaterThanOrEqual(50);
});

test('a destination that only fails gets single probes, and each record all of its attempts', async () => {
  const endpoint = await openEndpoint(500);
  const { writer, clock, write, ledger } = await bound({
    ...{ numWriters: 1, maxInFlightPerWriter: 8, retries: 2 },
    'destination.breaker.failures': 8,
  });
  write(urls(endpoint, 30));
  await clock.waitForTimers();
  const before = endpoint.ledger.counts.requests;
  expect(before).toBeLessThan(30);
  clock.advanceBy(1_000);
  await endpoint.waitFor(({ counts }) => counts.requests === before + 1);
  await clock.waitForTimers();
  expect(ledger()).toMatchObject({ held: 30 });
  // What is older than maxDelay is held up no longer.
  clock.advanceBy(10_000);
  await writer.flush();
  expect(ledger()).toMatchObject({ delivered: 0, deadLettered: 30 });
  expect(await attemptCount()).toBe(90);
  expect(endpoint.ledger.counts.requests).toBe(90);
});

test('a probe that succeeds opens the way for the rest', async () => {
  const endpoint = await openEndpoint(500);
  const { writer, clock, logger, write } = await bound({ 'destination.breaker.failures': 1, retries: 5 });
  write(urls(endpoint, 1));
  await clock.waitForTimers();
  endpoint.setScript(200);
  write(urls(endpoint, 40));
  expect(endpoint.ledger.counts.requests).toBe(1);
  clock.advanceBy(1_000);
  await writer.flush();
  expect(endpoint.ledger.counts).toMatchObject({ requests: 42, taken: 41 });
  expect(logger.entries.map(({ level, message }) => [level, message])).toEqual([
    [
      'warn',
      `${endpoint.url} only fails (500 Internal Server Error). Its records are held back between single probes.`,
    ],
    ['info', `${endpoint.url} answers again.`],
  ]);
});

test('retries beyond the ratio wait, and are not given up for it', async () => {
  const endpoint = await openEndpoint(500);
  const { writer, clock, write, ledger } = await bound({
    ...{ retries: 1, numWriters: 1, maxInFlightPerWriter: 64 },
    'retry.ratio': 0,
    'destination.breaker.failures': 0,
  });
  write(urls(endpoint, 150));
  // A hundred retries are in reserve.
  await endpoint.waitFor(({ counts }) => counts.requests === 250);
  await clock.waitForTimers();
  expect(ledger().held).toBeGreaterThanOrEqual(50);
  clock.advanceBy(10_000);
  await writer.flush();
  expect(endpoint.ledger.counts.requests).toBe(300);
  expect(ledger().deadLettered).toBe(150);
});

test('writers share what a destination may have in flight, and a writer that comes later what is known of it', async () => {
  const endpoint = await openEndpoint({ kind: 'held', then: { kind: 'status', status: 200 } });
  const clock = new ManualClock();
  const config = { 'destination.maxInFlight': 3, numWriters: 1, maxInFlightPerWriter: 3 };
  const [first, second] = [await bound(config, clock), await bound(config, clock)];
  first.write(urls(endpoint, 20));
  second.write(urls(endpoint, 20));
  for (let sent = 3; sent <= 40; sent++) {
    await endpoint.waitFor(({ counts }) => counts.requests === sent && counts.held === Math.min(3, 40 - sent + 3));
    if (sent === 25) expect(second.writer.ledger().delivered).toBeGreaterThan(0);
    endpoint.release(1);
  }
  endpoint.release();
  await Promise.all([first.writer.flush(), second.writer.flush()]);
  expect(endpoint.ledger.counts.requests).toBe(40);
});

test('a rate is kept', async () => {
  const endpoint = await openEndpoint(200);
  const { writer, clock, write } = await bound({ 'destination.ratePerSecond': 10 });
  write(urls(endpoint, 4));
  for (let taken = 1; taken <= 4; taken++) {
    await endpoint.waitFor(({ counts }) => counts.taken === taken);
    expect(endpoint.ledger.counts.requests).toBe(taken);
    clock.advanceBy(100);
  }
  await writer.flush();
});

test('a record is given up when its next attempt would come too late', async () => {
  const endpoint = await openEndpoint(500);
  const { writer, clock, write, ledger } = await bound({
    ...{ retries: 1_000, 'backoff.initial': '1s', 'backoff.max': '1s', 'backoff.jitter': 'none' },
    'retry.maxAge': '2500ms',
  });
  write(urls(endpoint, 1));
  for (let retry = 0; retry < 2; retry++) {
    await clock.waitForTimers();
    clock.advanceBy(1_000);
  }
  await writer.flush();
  expect(ledger().deadLettered).toBe(1);
  expect(await attemptCount()).toBe(3);
});

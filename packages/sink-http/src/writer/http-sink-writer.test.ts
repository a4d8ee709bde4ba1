import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeadLetter, OutcomeListener } from '@weir/core';
import {
  startEndpoint,
  type Endpoint,
  type ManualClock,
  type MemoryLogger,
  type Script,
  type WriterHarness,
} from '@weir/testing';
import { lettersIn, openSinkWriter } from '../end-to-end/sink-rig.js';
import type { HttpMethodSinkParts } from '../http-method-sink.js';
import { replayRequest } from '../letter/replay-request.js';
import type { HttpRecord } from '../request/http-request.js';

let directory: string;
let endpoint: Endpoint;
let harness: WriterHarness<HttpRecord, ManualClock, MemoryLogger>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weir-sink-'));
});

afterEach(async () => {
  await harness.close();
  await endpoint.close();
  await rm(directory, { recursive: true, force: true });
});

async function openWriter(config: object = {}, parts: Partial<HttpMethodSinkParts> = {}): Promise<void> {
  harness = await openSinkWriter(directory, { config: { ...config }, parts });
}

async function open(script: Script, config?: object, parts?: Partial<HttpMethodSinkParts>): Promise<void> {
  endpoint = await startEndpoint({ script });
  await openWriter(config, parts);
}

/** Writes records of which types say that they cannot be. */
async function writeAll(values: readonly unknown[]): Promise<void> {
  await harness.writeAll(values as readonly HttpRecord[]);
}

const letters = (): Promise<DeadLetter[]> => lettersIn(directory);

async function onlyLetter(): Promise<DeadLetter> {
  const [letter, ...others] = await letters();
  expect(others).toEqual([]);
  if (letter === undefined) throw new Error('There is no letter.');
  return letter;
}

describe('delivering', () => {
  test('a lone record is on the wire before anything else is written', async () => {
    await open(200);
    expect(harness.write([`${endpoint.url}/a?b=1`])).toBe(1);
    expect(harness.writer.gauges?.()).toEqual({ inFlight: 1, queued: 0, retrying: 0, lettering: 0 });
    await harness.writer.flush();
    expect([...endpoint.ledger.identities.keys()]).toEqual(['POST /a?b=1']);
    expect(harness.ledger()).toEqual({ accepted: 1, delivered: 1, deadLettered: 0, held: 0 });
  });

  test('a record that fails once is sent again and delivered', async () => {
    await open([503, { kind: 'reset' }, 200]);
    await writeAll([`${endpoint.url}/a`]);
    await harness.writer.flush();
    expect(endpoint.ledger.identities.get('POST /a')?.answers).toEqual(['503', 'reset', '200']);
    expect(harness.ledger()).toMatchObject({ delivered: 1, deadLettered: 0 });
    expect(await letters()).toEqual([]);
  });

  test('a retry waits as long as the answer asks for', async () => {
    await open([{ kind: 'status', status: 503, headers: { 'Retry-After': '5' } }, 200]);
    await writeAll([`${endpoint.url}/a`]);
    await harness.clock.waitForTimers();
    expect(harness.clock.nextTimerAt).toBe(5_000);
    expect(harness.writer.gauges?.()).toMatchObject({ inFlight: 0, retrying: 1 });
    harness.clock.advanceBy(5_000);
    await harness.writer.flush();
    expect(endpoint.ledger.counts.requests).toBe(2);
  });

  test('a request brings its own method, headers and body', async () => {
    await open(200, {}, { headers: { 'X-Sink': 'a' } });
    await writeAll([{ url: `${endpoint.url}/a`, method: 'put', headers: { 'X-Own': 'b' }, body: { c: 1 } }]);
    await harness.writer.flush();
    expect(endpoint.ledger.exchanges[0]?.request).toMatchObject({
      method: 'PUT',
      headers: { 'x-sink': 'a', 'x-own': 'b', 'content-type': 'application/json' },
    });
    expect(endpoint.ledger.exchanges[0]?.request.body.toString()).toBe('{"c":1}');
  });

  test('the StreamPark mode moves the query into the body, for GET too', async () => {
    await open(200, { body: 'streampark-json' }, { method: 'GET' });
    await writeAll([`${endpoint.url}?userId=(1&siteId=2)`]);
    await harness.writer.flush();
    expect([...endpoint.ledger.identities.keys()]).toEqual(['GET / {"userId":"(1","siteId":"2)"}']);
  });
});

describe('dead letters carry the true reason', () => {
  test('retries exhausted: every attempt with its class, and no attempt more than allowed', async () => {
    const unavailable = { kind: 'status' as const, status: 503, headers: { 'Retry-After': '0' }, body: 'busy' };
    await open([unavailable, { kind: 'reset' }, 500], { retries: 2 });
    await writeAll([`${endpoint.url}/a`]);
    await harness.writer.flush();
    const letter = await onlyLetter();
    expect(letter).toMatchObject({
      ...{ job: 'test-job', sink: 'test-sink', subtask: 0, method: 'POST', url: `${endpoint.url}/a` },
      reason: 'retries-exhausted',
      detail: '500 Internal Server Error after 3 attempts',
      attempts: [
        { status: 503, responseHead: 'busy', retryAfter: '0' },
        { error: 'connection-reset' },
        { status: 500 },
      ],
    });
    expect(letter.id).toMatch(/^[0-9a-f]{32}$/);
    expect(letter.idempotencyKey).toBe(letter.id);
    expect(endpoint.ledger.counts.requests).toBe(3);
    expect(harness.ledger()).toEqual({ accepted: 1, delivered: 0, deadLettered: 1, held: 0 });
  });

  test.each([
    [404, {}, 'rejected', '404 Not Found'],
    [302, {}, 'rejected', '302 Found'],
    [201, { successCode: 200 }, 'unexpected-success', '201 Created'],
  ])('%d with %p is not sent again', async (status, config, reason, detail) => {
    await open(status, config);
    await writeAll([`${endpoint.url}/a`]);
    await harness.writer.flush();
    expect(await onlyLetter()).toMatchObject({ reason, detail, attempts: [{ status }] });
    expect(endpoint.ledger.counts.requests).toBe(1);
  });

  test('a record that nothing can be made of never stops anything', async () => {
    await open(200);
    const hostile = new Proxy({}, { get: () => { throw new Error('no'); }, ownKeys: () => { throw new Error('no'); } }); // prettier-ignore
    await writeAll(['nonsense', null, hostile, { url: 'ftp://a', body: new Uint8Array([1]) }, `${endpoint.url}/a`]);
    await harness.writer.flush();
    expect(harness.ledger()).toEqual({ accepted: 5, delivered: 1, deadLettered: 4, held: 0 });
    const found = await letters();
    expect(found.map(({ reason, method, attempts }) => [reason, method, attempts.length])).toEqual(
      Array.from({ length: 4 }, () => ['malformed-record', '', 0]),
    );
    const details = new Map(found.map(({ url, body, detail }) => [url || body, detail]));
    expect(details.get('nonsense')).toBe('the URL does not begin with http:// or https://');
    expect(details.get('ftp://a')).toBe('the URL does not begin with http:// or https://');
    expect(details.get('null')).toBe('expected a URL or a request, got null');
    expect(details.get('{}')).toBe('reading the record failed: no');
    expect(new Set(found.map(({ id }) => id)).size).toBe(4);
  });

  test('secret headers are named and left out, also those that came from the URL', async () => {
    await open(404, {}, { headers: { 'X-Api-Key': 'hidden', 'X-Shown': 'a' } });
    await writeAll([`${endpoint.url.replace('//', '//user:pass@')}/a`]);
    await harness.writer.flush();
    expect(endpoint.ledger.exchanges[0]?.request.headers).toMatchObject({
      authorization: `Basic ${btoa('user:pass')}`,
    });
    const letter = await onlyLetter();
    expect(letter.headers).toEqual({ 'x-shown': 'a' });
    expect([...letter.removedHeaders].sort()).toEqual(['authorization', 'x-api-key']);
  });

  test('a record has the same id each time it fails, and equal records at other places have others', async () => {
    await open(404);
    const url = `${endpoint.url}/a`;
    await writeAll([url, url]);
    await harness.writer.flush();
    await harness.close();
    await openWriter();
    await writeAll([url, url]);
    await harness.writer.flush();
    const ids = (await letters()).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
  });
});

describe('replaying a letter', () => {
  test('goes on with its id, key, first time and attempts', async () => {
    await open([500, 404], { retries: 0 }, { headers: { 'X-Sink': 'a' } });
    await writeAll([{ url: `${endpoint.url}/a#b`, method: 'PATCH', body: 'text', key: 'k' }]);
    await harness.writer.flush();
    const first = await onlyLetter();
    expect(first).toMatchObject({ key: 'k', body: 'text', headers: { 'x-sink': 'a' } });
    harness.clock.advanceBy(1);
    await writeAll([replayRequest(first)]);
    await harness.writer.flush();
    const second = await onlyLetter();
    expect(second).toMatchObject({
      id: first.id,
      idempotencyKey: first.idempotencyKey,
      firstAt: first.firstAt,
      url: first.url,
    });
    expect(second.attempts.map(({ status }) => status)).toEqual([500, 404]);
    expect(second.reason).toBe('rejected');
    expect(endpoint.ledger.identities.get('PATCH /a%23b text')?.seen).toBe(2);
  });

  test('sends what was sent in the StreamPark mode, in any mode', async () => {
    await open([404, 404, 200], { body: 'streampark-json' });
    await writeAll([`${endpoint.url}/p?a=1`]);
    await harness.writer.flush();
    const letter = await onlyLetter();
    expect(letter).toMatchObject({ url: `${endpoint.url}/p?a=1`, body: '{"a":"1"}' });
    await harness.close();
    await openWriter();
    await writeAll([replayRequest(letter)]);
    await harness.writer.flush();
    expect(await onlyLetter()).toMatchObject({ id: letter.id, url: letter.url, body: letter.body });
    await writeAll([replayRequest(letter)]);
    await harness.writer.flush();
    expect(endpoint.ledger.identities.get('POST /p {"a":"1"}')?.seen).toBe(3);
  });

  test('a malformed record stays the same letter until it is corrected', async () => {
    await open(200);
    await writeAll([{ url: 'nowhere', body: new Uint8Array([1, 2]), key: 'k' }]);
    await harness.writer.flush();
    const letter = await onlyLetter();
    const again = replayRequest(letter);
    expect(again).toMatchObject({ url: 'nowhere', body: new Uint8Array([1, 2]), key: 'k' });
    await writeAll([again]);
    await harness.writer.flush();
    expect((await onlyLetter()).id).toBe(letter.id);
    await writeAll([{ ...again, url: `${endpoint.url}/a` }]);
    await harness.writer.flush();
    expect(endpoint.ledger.counts.taken).toBe(1);
  });
});

describe('bounds', () => {
  test('no more in flight than writers × in flight per writer', async () => {
    await open({ kind: 'held', then: { kind: 'status', status: 200 } }, { numWriters: 2, maxInFlightPerWriter: 3 });
    await writeAll(Array.from({ length: 20 }, (_, i) => `${endpoint.url}/${i}`));
    for (let sent = 6; sent <= 20; sent++) {
      await endpoint.waitFor(({ counts }) => counts.requests === sent);
      expect(endpoint.ledger.counts.held).toBe(6);
      expect(harness.writer.gauges?.()).toMatchObject({ inFlight: 6, queued: 20 - sent });
      endpoint.release(1);
    }
    endpoint.release();
    await harness.writer.flush();
    expect(endpoint.ledger.counts.connections).toBe(6);
  });

  test('a full writer takes no more, and says when it has room', async () => {
    const held: Script = { kind: 'held', then: { kind: 'status', status: 200 } };
    await open(held, { queueCapacity: 3, numWriters: 1, maxInFlightPerWriter: 2 });
    const batch = harness.batch(Array.from({ length: 5 }, (_, i) => `${endpoint.url}/${i}`));
    await harness.writer.ready();
    expect(harness.write(batch, 0)).toBe(3);
    expect(harness.write(batch, 3)).toBe(0);
    expect(harness.ledger()).toEqual({ accepted: 3, delivered: 0, deadLettered: 0, held: 3 });
    for (const from of [3, 4]) {
      await endpoint.waitFor(({ counts }) => counts.held === 2);
      endpoint.release(1);
      await harness.writer.ready();
      expect(harness.write(batch, from)).toBe(1);
    }
    await endpoint.waitFor(({ counts }) => counts.held === 2);
    endpoint.setScript(200);
    endpoint.release();
    await harness.writer.flush();
    expect(harness.ledger().delivered).toBe(5);
  });

  test('bytes are bounded, and a record larger than the bound passes alone', async () => {
    await open({ kind: 'held', then: { kind: 'status', status: 200 } }, { queueBytes: 1_000 });
    const large = { url: endpoint.url, body: 'x'.repeat(5_000) };
    const batch = harness.batch([large, large]);
    expect(harness.write(batch, 0)).toBe(1);
    await endpoint.waitFor(({ counts }) => counts.held === 1);
    endpoint.release();
    await harness.writer.ready();
    endpoint.setScript(200);
    expect(harness.write(batch, 1)).toBe(1);
    await harness.writer.flush();
  });
});

describe('stopping', () => {
  test('abandon turns everything that is held into letters, with the attempts so far', async () => {
    await open((request) => (request.target === '/busy' ? 503 : { kind: 'never' }), {
      numWriters: 1,
      maxInFlightPerWriter: 2,
      'backoff.initial': '1h',
      'backoff.max': '1h',
      'backoff.jitter': 'none',
    });
    harness.write([`${endpoint.url}/busy`, `${endpoint.url}/1`, `${endpoint.url}/2`, `${endpoint.url}/3`]);
    await endpoint.waitFor(({ counts }) => counts.requests === 3);
    expect(harness.writer.gauges?.()).toEqual({ inFlight: 2, queued: 1, retrying: 1, lettering: 0 });
    await harness.writer.abandon('stopped by SIGTERM');
    expect(harness.ledger()).toEqual({ accepted: 4, delivered: 0, deadLettered: 4, held: 0 });
    const found = new Map((await letters()).map((letter) => [letter.url, letter]));
    expect([...found.values()].map(({ reason, detail }) => `${reason}: ${detail}`)).toEqual(
      Array.from({ length: 4 }, () => 'abandoned: stopped by SIGTERM'),
    );
    const attempts = ['/busy', '/1', '/3'].map((path) => found.get(endpoint.url + path)?.attempts);
    expect(attempts).toMatchObject([[{ status: 503 }], [{ error: 'network' }], []]);
  });

  test('what comes down the stream after abandon is lettered and never sent', async () => {
    await open(200);
    await harness.writer.abandon('stopped by SIGTERM');
    expect(harness.write([`${endpoint.url}/late`])).toBe(1);
    await harness.writer.flush();
    expect(harness.ledger()).toEqual({ accepted: 1, delivered: 0, deadLettered: 1, held: 0 });
    expect((await letters()).map(({ url, reason }) => [url, reason])).toEqual([[`${endpoint.url}/late`, 'abandoned']]);
    expect(endpoint.ledger.counts.requests).toBe(0);
  });

  test('close leaves what is held held, and can be called twice', async () => {
    await open({ kind: 'never' });
    harness.write([`${endpoint.url}/1`]);
    await endpoint.waitFor(({ counts }) => counts.requests === 1);
    await harness.close();
    await harness.close();
    expect(harness.ledger()).toEqual({ accepted: 1, delivered: 0, deadLettered: 0, held: 1 });
    expect(await letters()).toEqual([]);
  });
});

describe('a dead-letter store that does not take letters', () => {
  test('fails the job, and the records stay held', async () => {
    await writeFile(join(directory, 'file'), '');
    await open(404, { 'failover.file.path': join(directory, 'file', 'below') });
    await writeAll([`${endpoint.url}/a`, 'nonsense']);
    const failed = harness.waitForFailure();
    for (let i = 0; i < 4; i++) {
      await harness.clock.waitForTimers();
      harness.clock.advanceBy(60_000);
    }
    await failed;
    await expect(harness.writer.flush()).rejects.toMatchObject({ code: 'SINK_FAILED' });
    expect(harness.failures).toMatchObject([
      { code: 'SINK_FAILED', message: expect.stringContaining('does not take 2 dead letters') as string },
    ]);
    expect(harness.ledger()).toEqual({ accepted: 2, delivered: 0, deadLettered: 0, held: 2 });
    await expect(harness.writer.ready()).rejects.toMatchObject({ code: 'SINK_FAILED' });
    await expect(harness.writer.abandon('late')).rejects.toMatchObject({ code: 'SINK_FAILED' });
    expect(harness.write([`${endpoint.url}/b`])).toBe(0);
  });

  test('does no harm as long as there is nothing for it', async () => {
    await writeFile(join(directory, 'file'), '');
    await open(200, { 'failover.file.path': join(directory, 'file', 'below') });
    await writeAll([`${endpoint.url}/a`]);
    await harness.writer.flush();
    expect(harness.ledger()).toMatchObject({ delivered: 1 });
  });
});

test('a letter above its size limit is not cut off: the job fails and the record stays held', async () => {
  await open(404, { 'failover.maxLetterBytes': 200 });
  await writeAll([{ url: `${endpoint.url}/a`, body: 'x'.repeat(100) }]);
  await harness.writer.flush();
  await writeAll([{ url: `${endpoint.url}/b`, body: 'é'.repeat(100) }]);
  await harness.waitForFailure();
  expect(harness.failures).toMatchObject([
    {
      code: 'LETTER_TOO_LARGE',
      message: expect.stringMatching(/POST 404 Not Found.*maxLetterBytes is 200/) as string,
    },
  ]);
  expect(harness.ledger()).toEqual({ accepted: 2, delivered: 0, deadLettered: 1, held: 1 });
  expect(await onlyLetter()).toMatchObject({ url: `${endpoint.url}/a` });
});

describe('the outcome listener', () => {
  test('is told how each record ended, before it counts as settled', async () => {
    const told: unknown[] = [];
    const heldThen: number[] = [];
    const onOutcome: OutcomeListener<HttpRecord> = async (outcomes) => {
      heldThen.push(harness.ledger().held);
      for (const outcome of outcomes) {
        const attempts = outcome.kind === 'delivered' ? outcome.attempts : outcome.letter.attempts;
        told.push([outcome.kind, outcome.record, attempts.map(({ status }) => status)]);
        expect(outcome.id).toMatch(/^[0-9a-f]{32}$/);
      }
    };
    await open((request) => (request.target === '/a' && request.nth > 1 ? 200 : 500), { retries: 1 }, { onOutcome });
    const [a, b] = [`${endpoint.url}/a`, `${endpoint.url}/b`];
    await writeAll([a, b]);
    await harness.writer.flush();
    expect(heldThen.every((held) => held > 0)).toBe(true);
    expect(told).toEqual(
      expect.arrayContaining([
        ['delivered', a, [500, 200]],
        ['dead-lettered', b, [500, 500]],
      ]),
    );
    expect(harness.ledger()).toEqual({ accepted: 2, delivered: 1, deadLettered: 1, held: 0 });
  });

  test('fails the job when it rejects, and what it was told of stays held', async () => {
    const onOutcome = (): Promise<void> => Promise.reject(new Error('listener is down'));
    await open(200, {}, { onOutcome });
    await writeAll([`${endpoint.url}/a`]);
    await expect(harness.writer.flush()).rejects.toThrow('listener is down');
    expect(harness.failures).toHaveLength(1);
    expect(harness.ledger()).toMatchObject({ delivered: 0, held: 1 });
  });
});

test('3,000 records among faults of every kind: each is delivered or dead-lettered with its true reason', async () => {
  const faults = ['malformed', 'e500', 'e404', 'reset', 'timeout', 'once'] as const;
  const kindOf = (i: number): string => faults[i % 30] ?? 'ok';
  const urlOf = (i: number): string => (kindOf(i) === 'malformed' ? `bad-${i}` : `${endpoint.url}/${kindOf(i)}/${i}`);
  await open(
    ({ target, nth }) => {
      const answers = { e500: 500, e404: 404, reset: { kind: 'reset' }, timeout: { kind: 'never' }, ok: 200 } as const;
      const [, kind = ''] = target.split('/');
      return kind === 'once' ? ([503, 200][nth - 1] ?? 500) : answers[kind as keyof typeof answers];
    },
    {
      ...{ timeoutMs: 3_000, retries: 1, numWriters: 4, maxInFlightPerWriter: 32, queueCapacity: 500 },
      'destination.concurrency': 'fixed',
      'destination.maxDelay': 0,
    },
  );
  await writeAll(Array.from({ length: 3_000 }, (_, i) => urlOf(i)));
  await harness.writer.flush();
  expect(harness.ledger()).toEqual({ accepted: 3_000, delivered: 2_500, deadLettered: 500, held: 0 });
  expect(harness.failures).toEqual([]);

  const byUrl = new Map((await letters()).map((letter) => [letter.url, letter]));
  const ends: Readonly<Record<string, readonly [end: unknown, requests: number]>> = {
    ok: ['delivered', 1],
    once: ['delivered', 2],
    malformed: ['malformed-record', 0],
    e404: [404, 1],
    e500: [500, 2],
    reset: ['connection-reset', 2],
    timeout: ['timeout', 2],
  };
  for (let i = 0; i < 3_000; i++) {
    const letter = byUrl.get(urlOf(i));
    const last = letter?.attempts.at(-1);
    const seen = endpoint.ledger.identities.get(`POST /${kindOf(i)}/${i}`);
    const end = last?.status ?? last?.error ?? letter?.reason ?? 'delivered';
    expect([i, end, seen?.seen ?? 0]).toEqual([i, ...(ends[kindOf(i)] ?? [])]);
    expect(seen?.taken ?? 0).toBe(end === 'delivered' ? 1 : 0);
  }

  endpoint.setScript({ kind: 'held', then: { kind: 'status', status: 200 } });
  harness.write(Array.from({ length: 200 }, (_, i) => `${endpoint.url}/alive/${i}`));
  await endpoint.waitFor(({ counts }) => counts.held === 128);
  endpoint.setScript(200);
  endpoint.release();
  await harness.writer.flush();
}, 60_000);

import type { SinkState } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import axios from 'axios';
import { replayJob, type ReplayOptions } from '../replay/replay-job.js';
import { SinkRig, type RigWriter } from './sink-rig.js';

const header = 'idempotency-key';
const anyKey = expect.stringMatching(/^[0-9a-f]{32}$/) as string;

async function replay(rig: SinkRig, options: Partial<ReplayOptions> = {}): Promise<void> {
  rig.endpoint.setScript(200);
  const store = rig.openStore();
  await runLocal(replayJob({ store, filter: {}, ...options }));
  await store.close();
}

test('each record has a key of its own, which its retries repeat', async () => {
  await using rig = await SinkRig.create(({ nth, target }) => (target === '/a' && nth <= 2 ? 503 : 200));
  const { url, ledger } = rig.endpoint;
  await rig.settle([`${url}/a`, `${url}/b`, { url: `${url}/c`, body: 'text' }]);
  const ofA = ledger.exchanges.filter(({ request }) => request.target === '/a');
  expect(ofA).toHaveLength(3);
  expect([...new Set(ofA.map(({ request }) => request.headers[header]))]).toEqual([anyKey]);
  expect(new Set(rig.seen(header)).size).toBe(3);
});

test('a restart from a checkpoint and a replay of the letter repeat the key, which stands in the letter', async () => {
  await using rig = await SinkRig.create({ kind: 'never' });
  const first = await rig.openWriter();
  await first.writeAll([{ url: `${rig.endpoint.url}/a`, body: new Uint8Array([0, 255]) }]);
  await rig.endpoint.waitFor(({ counts }) => counts.requests === 1);
  const restored = JSON.parse(JSON.stringify(first.writer.snapshot?.())) as SinkState;
  await first.close();
  rig.endpoint.setScript(404);
  await using second = await rig.openWriter({ restored });
  await second.writer.flush();
  const [letter] = await rig.letters();
  await replay(rig, { rewriteUrl: (url) => `${url}?moved` });
  expect(rig.seen(header)).toEqual([anyKey, letter?.idempotencyKey, letter?.idempotencyKey]);
  expect(rig.seen(header)[0]).toBe(letter?.idempotencyKey);
});

test('a key that the record sets itself wins, stands in the letter, and is sent again by a replay', async () => {
  await using rig = await SinkRig.create(404);
  await rig.settle([{ url: rig.endpoint.url, headers: { 'IDEMPOTENCY-KEY': 'order-7' } }]);
  expect(await rig.letters()).toMatchObject([{ idempotencyKey: 'order-7' }]);
  await replay(rig);
  expect(rig.seen(header)).toEqual(['order-7', 'order-7']);
});

test.each<[string, string, RigWriter]>([
  ['has the name that is asked for', 'x-request-id', { config: { 'idempotency.header': 'X-Request-Id' } }],
  ['goes through a user’s axios instance', header, { parts: { axios: axios.create() } }],
])('the key %s', async (_, name, writer) => {
  await using rig = await SinkRig.create();
  await rig.settle([rig.endpoint.url], writer);
  expect(rig.seen(name)).toEqual([anyKey]);
});

test('none is sent when it is turned off', async () => {
  await using rig = await SinkRig.create();
  await rig.settle([rig.endpoint.url], { config: { 'idempotency.header': 'none' } });
  expect(rig.seen(header)).toEqual([undefined]);
});

test.each(['a b', 'Content-Length', 'x\r\ny'])('%j is no name for it', async (name) => {
  await using rig = await SinkRig.create();
  await expect(rig.openWriter({ config: { 'idempotency.header': name } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID_VALUE',
  });
});

import { runLocal } from '@weir/runner-local';
import axios from 'axios';
import { replayJob } from '../replay/replay-job.js';
import { SinkRig, type RigWriter } from './sink-rig.js';

const basic = { 'auth.type': 'basic', 'auth.username': 'me', 'auth.password': 'p:ä' };
const bearer = { 'auth.type': 'bearer', 'auth.token': 'abc.def-1' };
const asBasic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

test.each<[string, RigWriter, string | undefined]>([
  ['basic', { config: basic }, asBasic('me:p:ä')],
  ['bearer', { config: bearer }, 'Bearer abc.def-1'],
  ['bearer, through a user’s axios instance', { config: bearer, parts: { axios: axios.create() } }, 'Bearer abc.def-1'],
  ['nothing', {}, undefined],
])('%s', async (_, writer, authorization) => {
  await using rig = await SinkRig.create();
  await rig.settle([rig.endpoint.url], writer);
  expect(rig.seen('authorization')).toEqual([authorization]);
});

test('an Authorization header of the record or of its URL wins', async () => {
  await using rig = await SinkRig.create();
  const withUser = rig.endpoint.url.replace('//', '//you:there@');
  await rig.settle([{ url: rig.endpoint.url, headers: { AUTHORIZATION: 'mine' } }, withUser], { config: bearer });
  expect(rig.seen('authorization').sort()).toEqual([asBasic('you:there'), 'mine'].sort());
});

test('auth.hosts says who is given the credentials', async () => {
  await using rig = await SinkRig.create();
  const config = { ...bearer, 'auth.hosts': 'localhost' };
  await rig.settle([rig.endpoint.url, `http://localhost:${rig.endpoint.port}/`], { config });
  const given = rig.endpoint.ledger.exchanges.map(({ request: { headers } }) => [
    headers.host,
    headers['authorization'],
  ]);
  expect(Object.fromEntries(given)).toEqual({
    [`127.0.0.1:${rig.endpoint.port}`]: undefined,
    [`localhost:${rig.endpoint.port}`]: 'Bearer abc.def-1',
  });
});

test('credentials are in no letter, and a replay sends them again by itself', async () => {
  await using rig = await SinkRig.create(404);
  await rig.settle([rig.endpoint.url], { config: basic });
  const letters = await rig.letters();
  expect(letters).toMatchObject([{ headers: {}, removedHeaders: [] }]);
  expect(JSON.stringify(letters)).not.toMatch(/p:ä|Basic/);
  rig.endpoint.setScript(200);
  const store = rig.openStore();
  await runLocal(replayJob({ store, filter: {} }), { conf: { 'http.sink': basic } });
  await store.close();
  expect(rig.seen('authorization')).toEqual([asBasic('me:p:ä'), asBasic('me:p:ä')]);
  expect(await rig.letters()).toEqual([]);
});

test.each([
  [{ ...bearer, 'auth.token': 's3cret\n' }, 'holds a space, a line break'],
  [{ ...bearer, 'auth.token': 's3cret\r\nX-Evil: 1' }, 'holds a space, a line break'],
  [{ ...basic, 'auth.username': 's3cret:b' }, 'holds a colon'],
  [{ 'auth.type': 'basic' }, 'http.sink.auth.username is not set'],
  [{ 'auth.type': 'bearer' }, 'http.sink.auth.token is not set'],
  [{ 'auth.token': 's3cret' }, 'http.sink.auth.token is set, and http.sink.auth.type is none'],
  [{ ...basic, 'auth.token': 's3cret' }, 'http.sink.auth.type is basic'],
  [{ 'auth.type': 'digest' }, 'is not none, basic, bearer'],
])('%j is refused, and no secret shown', async (config, message) => {
  await using rig = await SinkRig.create();
  await expect(rig.openWriter({ config })).rejects.toThrow(message);
  await expect(rig.openWriter({ config })).rejects.not.toThrow('s3cret');
});

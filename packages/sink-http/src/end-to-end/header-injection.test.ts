import axios from 'axios';
import { SinkRig } from './sink-rig.js';

const injected = ['a\r\nX-Evil: 1', 'a\nX-Evil: 1', 'a\rX-Evil: 1', 'a\0b', 'a\r\n\r\nGET /evil HTTP/1.1'];

test.each(injected)('a record whose header holds %j is a letter and never on the wire', async (value) => {
  await using rig = await SinkRig.create();
  const { url } = rig.endpoint;
  await rig.settle([
    { url: `${url}/value`, headers: { 'x-a': value } },
    { url: `${url}/name`, headers: { [value]: 'a' } },
    { url: `${url}/method`, method: value },
    `${url}/ok`,
  ]);
  expect([...rig.endpoint.ledger.identities.keys()]).toEqual(['POST /ok']);
  expect(rig.endpoint.ledger.counts.malformed).toBe(0);
  expect((await rig.letters()).map(({ reason }) => reason)).toEqual(Array(3).fill('malformed-record'));
});

test.each(injected)('a URL that holds %j splits no request', async (value) => {
  await using rig = await SinkRig.create();
  await rig.settle([`${rig.endpoint.url}/${value}`]);
  expect(rig.endpoint.ledger.counts).toMatchObject({ requests: 1, malformed: 0 });
  expect(rig.endpoint.ledger.exchanges[0]?.request.target).toMatch(/^\/a(%0D|%0A|%00)/);
  expect(rig.seen('x-evil')).toEqual([undefined]);
});

test.each(injected)('a header of the sink that holds %j is refused before anything runs', async (value) => {
  await using rig = await SinkRig.create();
  for (const headers of [{ 'x-a': value }, { [value]: 'a' }]) {
    await expect(rig.openWriter({ parts: { headers } })).rejects.toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
  }
});

test.each(injected)('an interceptor of a user’s axios instance cannot send %j either', async (value) => {
  await using rig = await SinkRig.create();
  const instance = axios.create();
  instance.interceptors.request.use((config) => {
    // Past the setters of AxiosHeaders, which would clean the value.
    Object.defineProperty(config.headers, 'X-A', { value, enumerable: true });
    return config;
  });
  await rig.settle([rig.endpoint.url], { config: { retries: 0 }, parts: { axios: instance } });
  expect(rig.seen('x-evil').filter((seen) => seen !== undefined)).toEqual([]);
  expect(rig.endpoint.ledger.counts.malformed).toBe(0);
  expect(rig.endpoint.ledger.counts.requests + (await rig.letters()).length).toBe(1);
});

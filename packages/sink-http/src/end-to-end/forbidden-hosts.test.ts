import axios from 'axios';
import { SinkRig, type RigWriter } from './sink-rig.js';

const clients: readonly (readonly [name: string, parts: NonNullable<RigWriter['parts']>])[] = [
  ['the sink’s own client', {}],
  ['a user’s axios instance', { axios: axios.create() }],
];

describe.each(clients)('with %s', (_, parts) => {
  test('a record for a host that is not allowed is a letter at once, and the others are delivered', async () => {
    await using rig = await SinkRig.create();
    const { url, port } = rig.endpoint;
    const config = { 'security.allowedHosts': `127.0.0.1:${port}, *.example.com` };
    await rig.settle([`${url}/a`, `http://localhost:${port}/b`, 'http://169.254.169.254/c'], { config, parts });
    expect([...rig.endpoint.ledger.identities.keys()]).toEqual(['POST /a']);
    const letters = await rig.letters();
    expect(letters.map(({ reason, attempts }) => [reason, attempts.length])).toEqual([
      ['host-refused', 1],
      ['host-refused', 1],
    ]);
    expect(letters.map(({ detail }) => detail).sort()).toEqual([
      expect.stringContaining('169.254.169.254 is not among'),
      expect.stringContaining(`localhost:${port} is not among http.sink.security.allowedHosts`),
    ]);
  });

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0', '127.1'])(
    'privateAddresses: deny never connects to %s',
    async (host) => {
      await using rig = await SinkRig.create();
      const config = { 'security.privateAddresses': 'deny' };
      await rig.settle([`http://${host}:${rig.endpoint.port}/`], { config, parts });
      expect(rig.endpoint.ledger.counts.connections).toBe(0);
      expect(await rig.letters()).toMatchObject([
        {
          reason: 'host-refused',
          detail: expect.stringContaining('is not a public address') as string,
          attempts: [{ error: 'host-refused' }],
        },
      ]);
    },
  );
});

test('an interceptor cannot lead a request to a forbidden host', async () => {
  await using rig = await SinkRig.create();
  const instance = axios.create();
  instance.interceptors.request.use((config) =>
    Object.assign(config, { url: `http://localhost:${rig.endpoint.port}/` }),
  );
  const config = { 'security.allowedHosts': '127.0.0.1' };
  await rig.settle([rig.endpoint.url], { config, parts: { axios: instance } });
  expect(rig.endpoint.ledger.counts.connections).toBe(0);
  expect(await rig.letters()).toMatchObject([{ reason: 'host-refused' }]);
});

test('a proxy of a user’s axios instance cannot get around privateAddresses: deny', async () => {
  await using rig = await SinkRig.create();
  const instance = axios.create({ proxy: { host: '127.0.0.1', port: rig.endpoint.port } });
  const config = { 'security.privateAddresses': 'deny' };
  await rig.settle(['http://name.example/'], { config, parts: { axios: instance } });
  expect(rig.endpoint.ledger.counts.connections).toBe(0);
  expect(await rig.letters()).toMatchObject([{ reason: 'host-refused' }]);
});

test('everything is allowed unless something is said', async () => {
  await using rig = await SinkRig.create();
  await rig.settle([`http://localhost:${rig.endpoint.port}/`]);
  expect(rig.endpoint.ledger.counts.taken).toBe(1);
});

test.each([
  [{ 'security.allowedHosts': 'http://a' }, 'security.allowedHosts'],
  [{ 'security.privateAddresses': 'no' }, 'allow or deny'],
  [{ 'security.privateAddresses': 'deny', 'proxy.url': 'http://127.0.0.1:1' }, 'no address can be checked here'],
])('%j is refused', async (config, message) => {
  await using rig = await SinkRig.create();
  await expect(rig.openWriter({ config })).rejects.toThrow(message);
});

import axios from 'axios';
import { ConnectProxy } from './connect-proxy.js';
import { SinkRig, type RigWriter } from './sink-rig.js';
import { certificate, TlsServer } from './tls-server.js';

const clients: readonly (readonly [name: string, parts: NonNullable<RigWriter['parts']>])[] = [
  ['the sink’s own client', {}],
  ['a user’s axios instance', { axios: axios.create() }],
];

const credentials = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
const noRetries = { retries: 0, timeoutMs: 10_000 };

describe.each(clients)('with %s', (_, parts) => {
  test('requests go through a tunnel of the proxy, with the credentials of its URL', async () => {
    await using rig = await SinkRig.create();
    await using proxy = await ConnectProxy.start({ authorization: credentials });
    const config = { ...noRetries, 'proxy.url': `http://me:p%40ss@127.0.0.1:${proxy.port}` };
    await rig.settle([{ url: `${rig.endpoint.url}/a`, body: 'text' }, `${rig.endpoint.url}/b`], { config, parts });
    expect([...rig.endpoint.ledger.identities.keys()].sort()).toEqual(['POST /a text', 'POST /b']);
    const target = `127.0.0.1:${rig.endpoint.port}`;
    expect(new Set(proxy.tunnels.map((tunnel) => JSON.stringify(tunnel)))).toEqual(
      new Set([JSON.stringify({ target, authorization: credentials })]),
    );
    expect(proxy.otherRequests).toBe(0);
    expect(rig.seen('proxy-authorization')).toEqual([undefined, undefined]);
  });

  test('TLS goes through the tunnel and is verified behind it', async () => {
    await using rig = await SinkRig.create();
    await using proxy = await ConnectProxy.start();
    await using server = await TlsServer.start();
    const config = { ...noRetries, 'proxy.url': `http://127.0.0.1:${proxy.port}` };
    await rig.settle([server.url], { config, parts });
    expect(server.clients).toEqual([]);
    await rig.settle([server.url], { config: { ...config, 'tls.ca': certificate('ca.crt') }, parts });
    expect(server.clients).toEqual([undefined]);
    expect(proxy.tunnels.map(({ target }) => target)).toEqual(Array(2).fill(`localhost:${server.port}`));
  });

  test('a proxy that refuses or never answers is a failure of the attempt', async () => {
    await using rig = await SinkRig.create();
    await using refusing = await ConnectProxy.start({ authorization: credentials });
    await using silent = await ConnectProxy.start({ answers: false });
    for (const { port } of [refusing, silent]) {
      const config = { retries: 0, timeoutMs: 2_000, 'proxy.url': `http://127.0.0.1:${port}` };
      await rig.settle([`${rig.endpoint.url}/${port}`], { config, parts });
    }
    const attempts = (await rig.letters()).flatMap((letter) => letter.attempts);
    expect(attempts.map(({ error }) => error).sort()).toEqual(['network', 'timeout']);
    expect(attempts.some(({ message }) => message?.includes('407'))).toBe(true);
    expect(rig.endpoint.ledger.counts.connections).toBe(0);
    await silent.idle();
  });
});

test('the proxy of a user’s axios instance is that of its requests, and false is none', async () => {
  await using rig = await SinkRig.create();
  await using proxy = await ConnectProxy.start({ authorization: credentials });
  const own = { host: '127.0.0.1', port: proxy.port, auth: { username: 'me', password: 'p@ss' } };
  await rig.settle([rig.endpoint.url], { config: noRetries, parts: { axios: axios.create({ proxy: own }) } });
  expect(proxy.tunnels).toHaveLength(1);
  const config = { ...noRetries, 'proxy.url': `http://127.0.0.1:${proxy.port}` };
  await rig.settle([rig.endpoint.url], { config, parts: { axios: axios.create({ proxy: false }) } });
  expect(proxy.tunnels).toHaveLength(1);
  expect(rig.endpoint.ledger.counts.taken).toBe(2);
});

test('hosts of proxy.noProxy are connected to directly', async () => {
  await using rig = await SinkRig.create();
  await using proxy = await ConnectProxy.start();
  const config = { 'proxy.url': `http://127.0.0.1:${proxy.port}`, 'proxy.noProxy': '127.0.0.1' };
  await rig.settle([rig.endpoint.url, `http://localhost:${rig.endpoint.port}/`], { config });
  expect(rig.endpoint.ledger.counts.taken).toBe(2);
  expect(proxy.tunnels.map(({ target }) => target)).toEqual([`localhost:${rig.endpoint.port}`]);
});

describe('the environment', () => {
  const before = process.env;

  afterEach(() => {
    process.env = before;
  });

  test.each(clients)('names a proxy only when it is asked, with %s', async (_, parts) => {
    await using rig = await SinkRig.create();
    await using proxy = await ConnectProxy.start();
    process.env = { http_proxy: `http://127.0.0.1:${proxy.port}` };
    await rig.settle([`${rig.endpoint.url}/a`], { parts });
    expect(proxy.tunnels).toEqual([]);
    await rig.settle([`${rig.endpoint.url}/b`], { config: { 'proxy.url': 'environment' }, parts });
    expect(proxy.tunnels).toHaveLength(1);
    expect(rig.endpoint.ledger.counts.taken).toBe(2);
  });
});

test.each([
  [{ 'proxy.url': 'me:s3cret@proxy:3128' }, 'is not a URL that begins with http'],
  [{ 'proxy.url': 'ftp://me:s3cret@proxy' }, 'is not a URL that begins with http'],
  [{ 'proxy.noProxy': 'a' }, 'is set without http.sink.proxy.url'],
])('%j is refused, and its password not shown', async (config, message) => {
  await using rig = await SinkRig.create();
  await expect(rig.openWriter({ config })).rejects.toThrow(message);
  await expect(rig.openWriter({ config })).rejects.not.toThrow('s3cret');
});

import axios from 'axios';
import { SinkRig, type RigWriter } from './sink-rig.js';
import { certificate, clientPassphrase, TlsServer } from './tls-server.js';

const clients: readonly (readonly [name: string, parts: NonNullable<RigWriter['parts']>])[] = [
  ['the sink’s own client', {}],
  ['a user’s axios instance', { axios: axios.create() }],
];

const noRetries = { retries: 0, timeoutMs: 10_000 };
const trusted = { ...noRetries, 'tls.ca': certificate('ca.crt') };
const client = { 'tls.cert': certificate('client.crt'), 'tls.key': certificate('client.key') };

describe.each(clients)('with %s', (_, parts) => {
  test('a server whose authority nobody knows is not sent anything', async () => {
    await using rig = await SinkRig.create();
    await using server = await TlsServer.start();
    await rig.settle([server.url], { config: noRetries, parts });
    expect(server.clients).toEqual([]);
    expect(await rig.letters()).toMatchObject([{ reason: 'retries-exhausted', attempts: [{ error: 'tls' }] }]);
  });

  test('tls.ca trusts an authority, beside those that Node knows', async () => {
    await using rig = await SinkRig.create();
    await using server = await TlsServer.start();
    await rig.settle([server.url], { config: trusted, parts });
    expect(server.clients).toEqual([undefined]);
  });

  test('a certificate for another name is refused', async () => {
    await using rig = await SinkRig.create();
    await using server = await TlsServer.start();
    await rig.settle([`https://127.0.0.1:${server.port}`], { config: trusted, parts });
    expect(server.clients).toEqual([]);
    expect(await rig.letters()).toMatchObject([{ attempts: [{ error: 'tls' }] }]);
  });

  test('a server that asks for a certificate gets that of tls.cert, whose key has a passphrase', async () => {
    await using rig = await SinkRig.create();
    await using server = await TlsServer.start({ requestCert: true });
    await rig.settle([server.url], { config: trusted, parts });
    expect(server.clients).toEqual([]);
    const config = { ...trusted, ...client, 'tls.passphrase': clientPassphrase };
    await rig.settle([server.url], { config, parts });
    expect(server.clients).toEqual(['weir']);
  });

  test('tls.verify: false sends all the same', async () => {
    await using rig = await SinkRig.create();
    await using server = await TlsServer.start();
    const logger = await rig.settle([server.url], { config: { ...noRetries, 'tls.verify': false }, parts });
    expect(server.clients).toEqual([undefined]);
    expect(logger.messages('warn')).toEqual([expect.stringContaining('http.sink.tls.verify is false')]);
  });
});

test.each([
  ['a file that is not there', { 'tls.ca': '/nowhere/ca.pem' }, /http\.sink\.tls\.ca: cannot read \/nowhere\/ca\.pem/],
  ['a file without a certificate', { 'tls.ca': certificate('make.sh') }, /holds no certificate in PEM/],
  ['a certificate without its key', { 'tls.cert': certificate('client.crt') }, /http\.sink\.tls\.key is not set/],
  [
    'a wrong passphrase',
    { ...client, 'tls.passphrase': 'wr0ng-one' },
    /http\.sink\.tls: the files make no TLS context/,
  ],
  ['a key of another certificate', { ...client, 'tls.key': certificate('server.key') }, /make no TLS context/],
])('%s is refused before anything is sent', async (_, config, message) => {
  await using rig = await SinkRig.create();
  const refused = rig.openWriter({ config });
  await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID_VALUE' });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.not.toThrow('wr0ng-one');
});

import type { LookupAddress } from 'node:dns';
import { startEndpoint } from '@weir/testing';
import { ClientFactory } from './client-factory.js';
import { openPolicy } from './connection-policy.js';
import { Connections } from './connections.js';
import type { Answer } from './exchange.js';
import type { Failed } from './http-transport.js';
import { publicLookup, type ResolveAll } from './public-lookup.js';

const address = (text: string): LookupAddress => ({ address: text, family: text.includes(':') ? 6 : 4 });
const resolvesTo =
  (...texts: readonly string[]): ResolveAll =>
  (_, __, callback) => {
    callback(null, texts.map(address));
  };

function lookUp(resolveAll: ResolveAll, all: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    publicLookup(resolveAll)('name.example', { all }, (error, addresses, family) => {
      if (error) reject(error);
      else resolve(all ? addresses : [addresses, family]);
    });
  });
}

test('of the addresses of a name only the public ones are given to the socket', async () => {
  const mixed = resolvesTo('10.0.0.1', '::1', '93.184.216.34', '2606:2800:220:1::1');
  expect(await lookUp(mixed, true)).toEqual([address('93.184.216.34'), address('2606:2800:220:1::1')]);
  expect(await lookUp(mixed, false)).toEqual(['93.184.216.34', 4]);
});

test('a name without a public address, and one that does not resolve, have their own errors', async () => {
  const refused = {
    code: 'ERR_HOST_REFUSED',
    message: expect.stringContaining('name.example (127.0.0.1, ::1)') as string,
  };
  await expect(lookUp(resolvesTo('127.0.0.1', '::1'), true)).rejects.toMatchObject(refused);
  const missing: ResolveAll = (_, __, callback) => {
    callback(Object.assign(new Error('not there'), { code: 'ENOTFOUND' }), []);
  };
  await expect(lookUp(missing, true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a name is resolved once, by the connection itself, so that one which is rebound meanwhile is refused', async () => {
  await using endpoint = await startEndpoint();
  const asked: string[] = [];
  const rebinding: ResolveAll = (hostname, _, callback) => {
    asked.push(hostname);
    callback(null, [address('127.0.0.1')]);
  };
  const connections = new Connections(new ClientFactory(5_000, { ...openPolicy, onlyPublic: true }, rebinding));
  const request = { method: 'GET', origin: `http://rebound.example:${endpoint.port}`, path: '/', headers: [] };
  const result = await new Promise<Answer | Failed>((resolve) => {
    connections.send(request, { bytes: 10, excess: 'drop' }, resolve);
  });
  await connections.close();
  expect(result).toMatchObject({ kind: 'failed', error: 'host-refused' });
  expect(asked).toEqual(['rebound.example']);
  expect(endpoint.ledger.counts.connections).toBe(0);
});

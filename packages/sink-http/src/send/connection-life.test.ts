import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { startEndpoint, type Endpoint } from '@weir/testing';
import { ClientFactory } from './client-factory.js';
import { Connections } from './connections.js';
import type { SendResult } from './http-transport.js';
import { SharedConnections } from './shared-connections.js';
import { UndiciTransport } from './undici-transport.js';

const share = (maxAgeMs: number, keepMs: number): SharedConnections =>
  new SharedConnections(() => new Connections(new ClientFactory(5_000), maxAgeMs), keepMs);

function send(transport: UndiciTransport, origin: string): Promise<SendResult> {
  const request = { method: 'POST', origin, path: '/', headers: [] };
  return new Promise((resolve) => {
    transport.send(request, resolve);
  });
}

async function listen(address: string, port: number): Promise<Server> {
  const server = createServer((_, response) => response.end(address)).listen(port, address);
  await once(server, 'listening');
  return server;
}

const textOf = (result: SendResult): string =>
  result.kind === 'answered' ? Buffer.from(result.bodyHead).toString() : result.message;

/** Resolves when every connection of `endpoint` is gone; the test's timeout is the deadline. */
async function closed(endpoint: Endpoint): Promise<void> {
  while (endpoint.openConnections > 0) await new Promise(setImmediate);
}

test('a connection that the server has ended in silence is not used for the next request', async () => {
  await using endpoint = await startEndpoint({ script: { kind: 'status', status: 200, close: 'silent' } });
  const transport = new UndiciTransport(5_000);
  for (let i = 1; i <= 20; i++) {
    expect(await send(transport, endpoint.url)).toMatchObject({ kind: 'answered', status: 200 });
    await closed(endpoint);
    expect(endpoint.ledger.counts).toMatchObject({ requests: i, connections: i });
  }
  await transport.close();
});

test('a name that resolves to another address is followed when the connection has its age, also under load', async () => {
  const first = await listen('127.0.0.1', 0);
  const { port } = first.address() as AddressInfo;
  const second = await listen('127.0.0.2', port);
  let address = '127.0.0.1';
  const lookup = jest.spyOn(dns, 'lookup').mockImplementation(((
    _: string,
    options: { all?: boolean },
    callback: (error: null, found: unknown, family?: number) => void,
  ) => {
    if (options.all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  }) as typeof dns.lookup);
  const transport = new UndiciTransport(5_000, share(50, 0));
  const origin = `http://moving.example:${port}`;
  expect(textOf(await send(transport, origin))).toBe('127.0.0.1');
  address = '127.0.0.2';
  const startedAt = performance.now();
  let answer = '';
  // Never idle for so long that the connection would be closed for that.
  while (answer !== '127.0.0.2' && performance.now() - startedAt < 10_000)
    answer = textOf(await send(transport, origin));
  expect(answer).toBe('127.0.0.2');
  await transport.close();
  lookup.mockRestore();
  for (const server of [first, second]) server.close();
});

test('writers share connections, and the next writer takes over those of the last', async () => {
  await using endpoint = await startEndpoint();
  const shared = share(Infinity, 60_000);
  for (let writer = 0; writer < 3; writer++) {
    const transport = new UndiciTransport(5_000, shared);
    expect(await send(transport, endpoint.url)).toMatchObject({ status: 200 });
    await transport.close();
  }
  expect(endpoint.ledger.counts).toMatchObject({ requests: 3, connections: 1 });
  await shared.close();
  await closed(endpoint);
});

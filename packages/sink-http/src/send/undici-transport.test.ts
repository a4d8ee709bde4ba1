import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { startEndpoint, type Endpoint, type Script } from '@weir/testing';
import type { WireRequest } from '../request/wire-request.js';
import { headBytes, type HttpTransport, type SendResult } from './http-transport.js';
import { UndiciTransport } from './undici-transport.js';

let transport: HttpTransport;
let endpoint: Endpoint;

async function open(script: Script, timeoutMs = 5_000): Promise<void> {
  endpoint = await startEndpoint({ script });
  transport = new UndiciTransport(timeoutMs);
}

async function rawServer(serve: (socket: Socket) => void): Promise<{ port: number } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

afterEach(async () => {
  await transport.close();
  await endpoint.close();
});

function request(changed: Partial<WireRequest> = {}): WireRequest {
  return { method: 'POST', origin: endpoint.url, path: '/', headers: [], ...changed };
}

function send(prepared: WireRequest): Promise<SendResult> {
  return new Promise((resolve) => {
    transport.send(prepared, resolve);
  });
}

describe('on the wire', () => {
  test.each(['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])(
    '%s, with and without a body',
    async (method) => {
      await open(200);
      await send(request({ method, path: '/a?b=%20%23' }));
      await send(request({ method, body: 'text ü' }));
      await send(request({ method, body: new Uint8Array([1, 0, 255]) }));
      const seen = endpoint.ledger.exchanges.map(({ request }) => request);
      expect(seen.map((one) => [one.method, one.target])).toEqual([
        [method, '/a?b=%20%23'],
        [method, '/'],
        [method, '/'],
      ]);
      expect(seen.map((one) => one.body.toString('latin1'))).toEqual([
        '',
        Buffer.from('text ü').toString('latin1'),
        '\x01\0\xff',
      ]);
    },
  );

  test('headers as they were written, and nothing that tells of the client but the connection', async () => {
    await open(200);
    await send(request({ headers: ['X-Own', 'a  b', 'Content-Type', 'text/plain'], body: 'x' }));
    const [exchange] = endpoint.ledger.exchanges;
    expect(exchange?.request.headers).toMatchObject({
      'x-own': 'a  b',
      'content-type': 'text/plain',
      'content-length': '1',
    });
    expect(Object.keys(exchange?.request.headers ?? {}).sort()).toEqual([
      ...['connection', 'content-length', 'content-type', 'host', 'x-own'],
    ]);
  });

  test('one connection after the other for one request after the other', async () => {
    await open([200, 404, 503]);
    for (let i = 0; i < 5; i++) await send(request({ path: `/${i}` }));
    expect(endpoint.ledger.counts.connections).toBe(1);
  });
});

describe('an answer', () => {
  test.each([200, 204, 301, 404, 500, 599])('of status %d is a result and never a failure', async (status) => {
    await open({ kind: 'status', status, headers: { 'Retry-After': '7', Location: '/elsewhere' } });
    expect(await send(request())).toMatchObject({ kind: 'answered', status, headers: { 'retry-after': '7' } });
    expect(endpoint.ledger.counts.requests).toBe(1);
  });

  test('keeps the head of its body, and the connection carries on behind a long one', async () => {
    await open({ kind: 'status', status: 500, body: 'x'.repeat(300_000) });
    for (let i = 0; i < 2; i++) {
      const result = await send(request());
      expect(result.kind === 'answered' && Buffer.from(result.bodyHead).toString()).toBe('x'.repeat(headBytes));
    }
    expect(endpoint.ledger.counts.connections).toBe(1);
  });
});

describe('what is not a whole answer has a class', () => {
  test.each<[string, Script, string]>([
    ['a reset', { kind: 'reset' }, 'connection-reset'],
    ['an end without an answer', { kind: 'close' }, 'connection-reset'],
    ['something that is not HTTP', { kind: 'garbage' }, 'protocol'],
    ['no answer', { kind: 'never' }, 'timeout'],
    ['headers that take too long', { kind: 'slow-headers', status: 200, everyMs: 50 }, 'timeout'],
    ['a body without an end', { kind: 'endless-body', status: 200 }, 'timeout'],
    ['a connection gone silent', { kind: 'half-open' }, 'timeout'],
  ])('%s', async (_, script, error) => {
    await open(script, 200);
    expect(await send(request())).toMatchObject({ kind: 'failed', error });
  });

  test('a body that ends too early', async () => {
    await open({ kind: 'truncated', status: 200, body: 'abcdef' });
    const result = await send(request());
    expect(result.kind === 'failed' && ['connection-reset', 'protocol']).toContain(
      result.kind === 'failed' ? result.error : '',
    );
  });

  test('a refused connection', async () => {
    await open(200);
    endpoint.stopListening();
    expect(await send(request())).toMatchObject({ kind: 'failed', error: 'connection-refused' });
  });

  test('a host without an address', async () => {
    await open(200);
    expect(await send(request({ origin: 'http://weir-test.invalid' }))).toMatchObject({ kind: 'failed', error: 'dns' });
  });

  test('TLS to a server that speaks none', async () => {
    await open(200);
    await using server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const origin = `https://127.0.0.1:${server.port}`;
    expect(await send(request({ origin }))).toMatchObject({ kind: 'failed', error: 'tls' });
  });

  test('a connection that does not come about in time; the next request does not wait behind it', async () => {
    await open(200, 200);
    let hellos = 0;
    await using server = await rawServer((socket) => {
      socket.on('data', () => (hellos += 1));
    });
    const origin = `https://127.0.0.1:${server.port}`;
    for (let i = 1; i <= 2; i++) {
      expect(await send(request({ origin }))).toMatchObject({ kind: 'failed', error: 'timeout' });
      expect(hellos).toBe(i);
    }
  });
});

test('a failed attempt leaves a connection behind that works', async () => {
  await open([{ kind: 'reset' }, 200]);
  expect(await send(request())).toMatchObject({ kind: 'failed' });
  expect(await send(request())).toMatchObject({ kind: 'answered', status: 200 });
});

test('a request can be sent from where another ends, whatever its end', async () => {
  await open((seen) => (seen.target === '/bad' ? { kind: 'reset' } : 200));
  const results = await new Promise<SendResult[]>((resolve) => {
    const seen: SendResult[] = [];
    const next = (result: SendResult): void => {
      seen.push(result);
      if (seen.length === 40) resolve(seen);
      else transport.send(request({ path: seen.length % 3 === 0 ? '/bad' : '/good' }), next);
    };
    transport.send(request(), next);
  });
  expect(results.filter(({ kind }) => kind === 'failed')).toHaveLength(13);
  endpoint.stopListening();
  expect(await send(request())).toMatchObject({ error: 'connection-refused' });
  expect(await send(request())).toMatchObject({ error: 'connection-refused' });
});

test('connections to many hosts are kept in bounded number', async () => {
  await open(200);
  const endpoints = await Promise.all(Array.from({ length: 80 }, () => startEndpoint()));
  for (const { url } of endpoints) expect(await send(request({ origin: url }))).toMatchObject({ status: 200 });
  await Promise.all(endpoints.slice(0, 16).map((one) => one.waitFor(({ counts }) => counts.requests === 1)));
  await endpoints[0]?.waitFor(() => endpoints[0]?.openConnections === 0);
  expect(endpoints.filter(({ openConnections }) => openConnections > 0).length).toBeLessThanOrEqual(64);
  await Promise.all(endpoints.map((one) => one.close()));
});

test('closing fails what is in flight and is done once every connection is gone', async () => {
  await open({ kind: 'never' });
  const results = [send(request()), send(request())];
  await endpoint.waitFor(({ counts }) => counts.requests === 2);
  await transport.close();
  await transport.close();
  expect(await Promise.all(results)).toMatchObject([
    { kind: 'failed', error: 'network' },
    { kind: 'failed', error: 'network' },
  ]);
  await endpoint.waitFor(({ counts }) => counts.open === 0);
});

import { once } from 'node:events';
import { startEndpoint } from './endpoint.js';
import { exchangeRaw, lastGet, openSocket } from './raw-client.js';

describe('what the endpoint sees', () => {
  it('answers 200 and keeps the request as it was', async () => {
    await using endpoint = await startEndpoint();
    const response = await fetch(`${endpoint.url}/orders?id=7`, {
      method: 'POST',
      body: 'hello',
      headers: { 'X-Key': 'k' },
    });
    expect(response.status).toBe(200);
    const [exchange] = endpoint.ledger.exchanges;
    expect(exchange).toMatchObject({ taken: true, state: 'answered' });
    expect(exchange?.request).toMatchObject({
      method: 'POST',
      target: '/orders?id=7',
      nth: 1,
      order: 1,
      connection: 1,
      identity: 'POST /orders?id=7 hello',
    });
    expect(exchange?.request.headers['x-key']).toBe('k');
    expect(exchange?.request.body.toString()).toBe('hello');
  });

  it('sees TRACE, a body on GET, header case and a target with illegal bytes', async () => {
    await using endpoint = await startEndpoint();
    await exchangeRaw(
      endpoint,
      'TRACE /t HTTP/1.1\r\nHost: x\r\n\r\n' +
        'GET /b?q=a b\xe4 HTTP/1.1\r\nX-CaSe: 1\r\nx-case: 2\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi',
    );
    const [trace, get] = endpoint.ledger.exchanges.map((exchange) => exchange.request);
    expect(trace?.method).toBe('TRACE');
    expect(get?.target).toBe(Buffer.from('/b?q=a b\xe4').toString('latin1'));
    expect(get?.body.toString()).toBe('hi');
    expect(get?.rawHeaders.slice(0, 2)).toEqual([
      ['X-CaSe', '1'],
      ['x-case', '2'],
    ]);
    expect(get?.headers['x-case']).toBe('1, 2');
  });

  it('reads a chunked body that arrives byte by byte', async () => {
    await using endpoint = await startEndpoint();
    const socket = await openSocket(endpoint);
    socket.setNoDelay(true);
    const text = 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nT: v\r\n\r\n';
    for (const byte of text) socket.write(byte);
    await endpoint.waitFor((ledger) => ledger.counts.requests === 1);
    expect(endpoint.ledger.exchanges[0]?.request.body.toString()).toBe('hello!');
    socket.destroy();
  });

  it('reads a large body whole', async () => {
    await using endpoint = await startEndpoint();
    const body = Buffer.alloc(3_000_000, 'abc');
    await fetch(endpoint.url, { method: 'PUT', body });
    expect(endpoint.ledger.exchanges[0]?.request.body.equals(body)).toBe(true);
  });

  it('lets a client that expects 100 Continue go on', async () => {
    await using endpoint = await startEndpoint();
    const socket = await openSocket(endpoint);
    socket.write('POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write('ok');
    await endpoint.waitFor((ledger) => ledger.counts.taken === 1);
    socket.destroy();
  });

  it.each([
    'NONSENSE\r\n\r\n',
    'GET / HTTP/1.1\r\nno colon\r\n\r\n',
    'GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n',
    'GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n',
  ])('answers 400 to what is not HTTP: %j', async (text) => {
    await using endpoint = await startEndpoint();
    const { received } = await exchangeRaw(endpoint, text);
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(endpoint.ledger.counts).toMatchObject({ malformed: 1, requests: 0 });
  });

  it('keeps a connection for many requests and says which one each came on', async () => {
    await using endpoint = await startEndpoint();
    await exchangeRaw(endpoint, `GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n${lastGet}`);
    await exchangeRaw(endpoint, lastGet);
    expect(endpoint.ledger.counts).toMatchObject({ connections: 2, requests: 4, taken: 4 });
    expect(endpoint.ledger.exchanges.map(({ request }) => request.connection)).toEqual([1, 1, 1, 2]);
  });
});

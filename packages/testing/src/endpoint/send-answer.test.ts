import { once } from 'node:events';
import type { Answer } from './answer.js';
import { startEndpoint } from './endpoint.js';
import { exchangeRaw, lastGet, openSocket } from './raw-client.js';
import { byPath } from './script.js';

describe('answers', () => {
  async function answerTo(answer: Answer, text = lastGet) {
    await using endpoint = await startEndpoint({ script: answer });
    const result = await exchangeRaw(endpoint, text);
    await endpoint.waitFor((ledger) => ledger.counts.open === 0);
    return { ...result, counts: endpoint.ledger.counts };
  }

  it('sends status, headers and body as given', async () => {
    const { received } = await answerTo({
      kind: 'status',
      status: 503,
      headers: { 'Retry-After': '1', 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'bü',
    });
    expect(received).toBe(
      'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n' +
        `Content-Length: 3\r\n\r\n${Buffer.from('bü').toString('latin1')}`,
    );
  });

  it('sends no body to HEAD and none with 204', async () => {
    const head = await answerTo(
      { kind: 'status', status: 200, body: 'abc' },
      'HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n',
    );
    expect(head.received).toBe('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n');
    expect((await answerTo({ kind: 'status', status: 204 })).received).toBe('HTTP/1.1 204 No Content\r\n\r\n');
  });

  it('closes behind the answer, announced or silently', async () => {
    const keepAlive = 'GET / HTTP/1.1\r\n\r\n';
    const announced = await answerTo({ kind: 'status', status: 200, close: 'announced' }, keepAlive);
    expect(announced).toMatchObject({
      ending: 'fin',
      received: expect.stringContaining('Connection: close') as string,
    });
    const silent = await answerTo({ kind: 'status', status: 200, close: 'silent' }, keepAlive);
    expect(silent).toMatchObject({ ending: 'fin', received: expect.not.stringContaining('Connection') as string });
  });

  it('resets before or after the request was taken', async () => {
    expect(await answerTo({ kind: 'reset' })).toMatchObject({ received: '', ending: 'reset', counts: { taken: 0 } });
    expect(await answerTo({ kind: 'reset', taken: true })).toMatchObject({
      ending: 'reset',
      counts: { taken: 1, answers: { reset: 1 } },
    });
  });

  it('closes without an answer', async () => {
    expect(await answerTo({ kind: 'close' })).toMatchObject({ received: '', ending: 'fin', counts: { taken: 0 } });
  });

  it('truncates an answer and ends by FIN or reset', async () => {
    const truncated = { kind: 'truncated', status: 200, body: 'hello!' } as const;
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n';
    expect(await answerTo(truncated)).toMatchObject({ received: `${head}hel`, ending: 'fin', counts: { taken: 1 } });
    expect(await answerTo({ ...truncated, sentBytes: 1, end: 'reset' })).toMatchObject({ ending: 'reset' });
    await using endpoint = await startEndpoint({ script: truncated });
    const response = await fetch(endpoint.url);
    await expect(response.text()).rejects.toThrow();
  });

  it('sends garbage', async () => {
    expect(await answerTo({ kind: 'garbage' })).toMatchObject({ received: 'This is not HTTP.\r\n\r\n', ending: 'fin' });
    await using endpoint = await startEndpoint({ script: { kind: 'garbage', bytes: 'HTTP/1.1 2' } });
    await expect(fetch(endpoint.url)).rejects.toThrow();
  });

  it('drips the headers byte by byte', async () => {
    await using endpoint = await startEndpoint({
      script: { kind: 'slow-headers', status: 200, everyMs: 1, body: 'done' },
    });
    const socket = await openSocket(endpoint);
    const chunks: string[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await endpoint.waitFor((ledger) => ledger.counts.open === 0);
    while (!chunks.join('').endsWith('done')) await once(socket, 'data');
    expect(chunks.join('')).toBe('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone');
    expect(chunks.length).toBeGreaterThan(3);
    socket.destroy();
  });

  it('sends a body without an end until the client goes', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'endless-body', status: 200, everyMs: 1 } });
    const response = await fetch(endpoint.url);
    const reader = response.body!.getReader();
    for (let bytes = 0; bytes < 5000;) {
      const { value } = (await reader.read()) as { value?: Uint8Array };
      bytes += value?.length ?? 0;
    }
    expect(endpoint.ledger.counts).toMatchObject({ open: 1, taken: 1 });
    await reader.cancel();
    await endpoint.waitFor((ledger) => ledger.exchanges[0]?.state === 'gone');
  });

  it('never answers, and notices that the client gave up', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'never' } });
    const client = new AbortController();
    const response = expect(fetch(endpoint.url, { signal: client.signal })).rejects.toThrow('aborted');
    await endpoint.waitFor((ledger) => ledger.counts.open === 1);
    client.abort();
    await response;
    await endpoint.waitFor((ledger) => ledger.exchanges[0]?.state === 'gone');
    expect(endpoint.ledger.counts.taken).toBe(0);
  });

  it('goes silent half-open: reads nothing, ends nothing', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'half-open' } });
    const socket = await openSocket(endpoint);
    socket.write(lastGet);
    await endpoint.waitFor((ledger) => ledger.counts.requests === 1);
    socket.end('GET /second HTTP/1.1\r\n\r\n');
    await once(socket, 'finish');
    // What the endpoint would have read or ended by now: another client's whole exchange lies behind it.
    const other = new AbortController();
    const response = expect(fetch(`${endpoint.url}/other`, { signal: other.signal })).rejects.toThrow('aborted');
    await endpoint.waitFor((ledger) => ledger.identities.has('GET /other'));
    other.abort();
    await response;
    expect(endpoint.ledger.exchanges[0]?.state).toBe('open');
    expect(endpoint.ledger.identities.has('GET /second')).toBe(false);
    socket.destroy();
  });

  it('holds answers until the test releases them, oldest first', async () => {
    await using endpoint = await startEndpoint({ script: { kind: 'held', then: { kind: 'status', status: 201 } } });
    const statuses: string[] = [];
    const ask = async (path: string) => {
      const { status } = await fetch(endpoint.url + path);
      statuses.push(`${path} ${status}`);
    };
    const first = ask('/1');
    await endpoint.waitFor((ledger) => ledger.counts.held === 1);
    const others = [ask('/2'), ask('/3')];
    await endpoint.waitFor((ledger) => ledger.counts.held === 3);
    expect(endpoint.release(1)).toBe(1);
    await first;
    expect(statuses).toEqual(['/1 201']);
    expect(endpoint.release()).toBe(2);
    await Promise.all(others);
    expect(endpoint.ledger.counts).toMatchObject({ held: 0, open: 0, taken: 3, answers: { 201: 3 } });
  });

  it('delays an answer', async () => {
    const startedAt = performance.now();
    await answerTo({ kind: 'status', status: 200, delayMs: 40 });
    expect(performance.now() - startedAt).toBeGreaterThan(35);
  });

  it('answers requests of one connection in their order', async () => {
    await using endpoint = await startEndpoint({
      script: byPath({ '/slow': { kind: 'status', status: 200, body: 'slow', delayMs: 20 }, '/a': 404 }),
    });
    const { received } = await exchangeRaw(endpoint, `GET /slow HTTP/1.1\r\n\r\n${lastGet}`);
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});

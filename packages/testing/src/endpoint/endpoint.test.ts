import { once } from 'node:events';
import { DeadlineError } from '../waiting/condition-waits.js';
import { startEndpoint } from './endpoint.js';
import { openSocket } from './raw-client.js';
import { byPath } from './script.js';

describe('listener and life', () => {
  it('refuses connections while it does not listen, and comes back on the same port', async () => {
    await using endpoint = await startEndpoint();
    const socket = await openSocket(endpoint);
    const gone = once(socket, 'error');
    endpoint.stopListening();
    expect(((await gone) as [NodeJS.ErrnoException])[0].code).toBe('ECONNRESET');
    await expect(fetch(endpoint.url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await endpoint.listenAgain();
    expect((await fetch(endpoint.url)).status).toBe(200);
  });

  it('can stop listening and go on serving open connections', async () => {
    await using endpoint = await startEndpoint();
    const socket = await openSocket(endpoint);
    await endpoint.waitFor((ledger) => ledger.counts.connections === 1);
    endpoint.stopListening({ keepConnections: true });
    socket.write('GET / HTTP/1.1\r\n\r\n');
    expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200/);
    socket.on('error', () => expect(endpoint.openConnections).toBe(0));
  });

  it('says what was there when a wait runs out', async () => {
    await using endpoint = await startEndpoint({ script: 503 });
    await (await fetch(`${endpoint.url}/x`)).text();
    const waiting = endpoint.waitFor((ledger) => ledger.counts.taken === 2, { deadlineMs: 20 });
    await expect(waiting).rejects.toThrow(DeadlineError);
    await expect(waiting).rejects.toThrow(/counts\.taken === 2.*"requests":1.*"503":1.*GET \/x/s);
  });

  it('leaves nothing open when it is closed in the middle of everything', async () => {
    const endpoint = await startEndpoint({
      script: byPath({
        '/never': { kind: 'never' },
        '/late': { kind: 'status', status: 200, delayMs: 60_000 },
        '/held': { kind: 'held', then: { kind: 'status', status: 200 } },
        '/half': { kind: 'half-open' },
        '/endless': { kind: 'endless-body', status: 200 },
      }),
    });
    const paths = ['/never', '/late', '/held', '/half', '/endless'];
    const sockets = await Promise.all(paths.map(() => openSocket(endpoint)));
    const resets = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    paths.forEach((path, i) => sockets[i]?.write(`GET ${path} HTTP/1.1\r\n\r\n`));
    await endpoint.waitFor((ledger) => ledger.counts.requests === paths.length);
    const waiting = expect(endpoint.waitFor(() => false)).rejects.toThrow(/closed during waitFor/);
    await endpoint.close();
    await waiting;
    await Promise.all(resets);
    expect(endpoint.openConnections).toBe(0);
    expect(endpoint.ledger.counts).toMatchObject({ open: 0, held: 0 });
    await endpoint.close();
  });
});

describe('what the ledger keeps', () => {
  it('keeps identities without requests, or counts only', async () => {
    await using identities = await startEndpoint({ keep: 'identities' });
    await fetch(`${identities.url}/a`);
    expect(identities.ledger.identities.get('GET /a')?.taken).toBe(1);
    expect(() => identities.ledger.exchanges).toThrow(/keep: 'all'/);
    await using counts = await startEndpoint({ keep: 'counts', script: ({ nth }) => (nth === 0 ? 200 : 500) });
    expect((await fetch(counts.url)).status).toBe(200);
    expect(() => counts.ledger.identities).toThrow(/keep: 'identities'/);
  });

  it('counts by an identity of the test', async () => {
    await using endpoint = await startEndpoint({ identify: (request) => request.headers['idempotency-key'] ?? '' });
    await fetch(`${endpoint.url}/a`, { headers: { 'Idempotency-Key': '7' } });
    await fetch(`${endpoint.url}/b`, { headers: { 'Idempotency-Key': '7' } });
    expect(endpoint.ledger.identities.get('7')).toMatchObject({ seen: 2, taken: 2 });
  });
});

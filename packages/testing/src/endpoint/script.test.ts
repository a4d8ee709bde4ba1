import { startEndpoint } from './endpoint.js';
import { byPath } from './script.js';

describe('scripts', () => {
  it('gives the n-th answer of a list to the n-th arrival of the same request', async () => {
    await using endpoint = await startEndpoint({ script: [503, 500, 200] });
    const statuses: number[] = [];
    for (const path of ['/a', '/b', '/a', '/a', '/a', '/b']) statuses.push((await fetch(endpoint.url + path)).status);
    expect(statuses).toEqual([503, 503, 500, 200, 200, 500]);
    expect(endpoint.ledger.identities.get('GET /a')).toEqual({
      seen: 4,
      taken: 2,
      answers: ['503', '500', '200', '200'],
    });
  });

  it('goes by path, by function, and by a new script once it is healed', async () => {
    await using endpoint = await startEndpoint({
      script: byPath({ '/list': [500, 204], '/fn': ({ method }) => (method === 'GET' ? 418 : 200) }),
    });
    const status = async (path: string) => (await fetch(endpoint.url + path)).status;
    expect([await status('/list?x=1'), await status('/fn'), await status('/none')]).toEqual([500, 418, 404]);
    endpoint.setScript(200);
    expect(await status('/none')).toBe(200);
  });

  it('reports a script that throws to waitFor and to close', async () => {
    const endpoint = await startEndpoint({
      script: () => {
        throw new Error('script is wrong');
      },
    });
    const waiting = endpoint.waitFor((ledger) => ledger.counts.taken === 1);
    const expectation = expect(waiting).rejects.toThrow('script is wrong');
    await expect(fetch(endpoint.url)).rejects.toThrow();
    await expectation;
    await expect(endpoint.close()).rejects.toThrow('script is wrong');
  });

  it('refuses an empty list', async () => {
    await expect(startEndpoint({ script: [] })).rejects.toThrow(/at least one answer/);
  });
});

import { startEndpoint } from './endpoint.js';
import { mulberry32 } from './mulberry32.js';
import { randomFaults } from './random-faults.js';
import type { SeenRequest } from './seen-request.js';

function request(identity: string, nth = 1): SeenRequest {
  const wire = { method: 'GET', target: '/', version: 'HTTP/1.1', rawHeaders: [], headers: {}, body: Buffer.alloc(0) };
  return { ...wire, identity, nth, order: 1, connection: 1 };
}

const names = Array.from({ length: 10_000 }, (_, i) => `GET /${i}`);
const shares = [
  { share: 0.2, answer: 503 },
  { share: 0.1, answer: { kind: 'reset' } },
] as const;

describe('random faults', () => {
  it('keep their shares', () => {
    const script = randomFaults({ seed: 7, shares });
    const answers = names.map((name) => script(request(name)));
    expect(Math.abs(answers.filter((answer) => answer === 503).length / 10_000 - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(answers.filter((answer) => answer === shares[1].answer).length / 10_000 - 0.1)).toBeLessThan(0.02);
    expect(answers.filter((answer) => answer === 200).length).toBeGreaterThan(6_500);
  });

  it('are the same for the same seed, whatever the order, and differ for another seed and another arrival', () => {
    const few = names.slice(0, 1_000);
    const answersOf = (seed: number, nth: number, order: readonly string[]) => {
      const script = randomFaults({ seed, shares });
      const answers = new Map(order.map((name) => [name, script(request(name, nth))]));
      return few.map((name) => answers.get(name));
    };
    const first = answersOf(7, 1, few);
    expect(answersOf(7, 1, few.toReversed())).toEqual(first);
    expect(answersOf(8, 1, few)).not.toEqual(first);
    expect(answersOf(7, 2, few)).not.toEqual(first);
  });

  it('stop after the stated number of faults for one request', async () => {
    const script = randomFaults({ seed: 1, shares: [{ share: 1, answer: 500 }], faultsPerRequest: 2, otherwise: 204 });
    await using endpoint = await startEndpoint({ script });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await fetch(endpoint.url)).status);
    expect(statuses).toEqual([500, 500, 204, 204]);
  });

  it('may choose within an answer, by the same seed', () => {
    const script = randomFaults({
      seed: 3,
      shares: [
        { share: 1, answer: (random) => ({ kind: 'status', status: 200, delayMs: Math.floor(random() * 100) }) },
      ],
    });
    const [one, other] = [script(request('a')), script(request('b'))];
    expect(script(request('a'))).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('refuse shares that are too large, and a ledger that cannot tell requests apart', () => {
    expect(() => randomFaults({ seed: 1, shares: [...shares, { share: 0.8, answer: 500 }] })).toThrow(/at most 1/);
    expect(() => randomFaults({ seed: 1, shares })(request('a', 0))).toThrow(/keep/);
  });
});

it('mulberry32 gives the numbers of its reference implementation', () => {
  const random = mulberry32(0);
  expect([random(), random(), random()].map((value) => value * 2 ** 32)).toEqual([1144304738, 1416247, 958946056]);
});

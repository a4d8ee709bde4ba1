import { AdaptiveLimit } from './adaptive-limit.js';

/** Lets rounds of `limit` requests go and answers each after what `latencyOf` says for so many at a time. */
function run(
  limit: AdaptiveLimit,
  rounds: number,
  latencyOf: (inFlight: number) => number,
  overloaded = false,
): number {
  for (let round = 0; round < rounds; round++) {
    const inFlight = limit.current;
    for (let i = 1; i <= inFlight; i++) limit.started(i);
    for (let i = 1; i <= inFlight; i++) limit.answered(latencyOf(inFlight), overloaded);
  }
  return limit.current;
}

test('begins at the upper bound, and stays there as long as latency does not grow', () => {
  const limit = new AdaptiveLimit(64);
  expect(run(limit, 100, () => 20)).toBe(64);
});

test('overloads bring it down to one and no further, and good answers up to the bound again', () => {
  const limit = new AdaptiveLimit(64);
  expect(run(limit, 100, () => 20, true)).toBe(1);
  expect(run(limit, 200, () => 20)).toBe(64);
});

test('a few overloads do not choke a target that does the rest', () => {
  const limit = new AdaptiveLimit(64);
  for (let i = 0; i < 20_000; i++) {
    limit.started(limit.current);
    limit.answered(i % 5 === 0 ? undefined : 20, i % 5 === 0);
  }
  expect(limit.current).toBeGreaterThanOrEqual(8);
  expect(limit.current).toBeLessThanOrEqual(12);
});

test('a latency that grows brings it down before anything fails', () => {
  const limit = new AdaptiveLimit(64);
  run(limit, 20, () => 20);
  let latencyMs = 20;
  expect(run(limit, 200, () => (latencyMs += 0.5))).toBeLessThan(64);
  expect(run(limit, 400, () => latencyMs)).toBe(64);
});

test('does not grow beyond what was needed', () => {
  const limit = new AdaptiveLimit(64);
  run(limit, 100, () => 20, true);
  for (let i = 0; i < 100; i++) {
    limit.started(0);
    limit.answered(20, false);
  }
  expect(limit.current).toBe(1);
});

test('follows its upper bound', () => {
  const limit = new AdaptiveLimit(8);
  limit.setMax(16);
  expect(limit.current).toBe(16);
  limit.setMax(4);
  expect(limit.current).toBe(4);
});

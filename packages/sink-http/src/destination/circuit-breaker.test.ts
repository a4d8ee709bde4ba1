import { CircuitBreaker } from './circuit-breaker.js';

const policy = { breakerFailures: 3, breakerOpenMs: 100, breakerMaxOpenMs: 300 };

function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker(policy);
  for (let i = 0; i < 3; i++) breaker.failed(0);
  return breaker;
}

test('opens only after failures in a row', () => {
  const breaker = new CircuitBreaker(policy);
  for (const fails of [true, true, false, true, true]) {
    if (fails) breaker.failed(0);
    else breaker.succeeded();
  }
  expect([breaker.state, breaker.admitsAt(0)]).toEqual(['closed', 0]);
  breaker.failed(0);
  expect([breaker.state, breaker.admitsAt(0)]).toEqual(['open', 100]);
});

test('lets one probe through when it has been open long enough, and closes when that succeeds', () => {
  const breaker = opened();
  expect(breaker.admitsAt(99)).toBe(100);
  expect(breaker.admitsAt(100)).toBe(100);
  breaker.started(100);
  expect([breaker.state, breaker.admitsAt(100)]).toEqual(['half-open', Infinity]);
  breaker.succeeded();
  expect([breaker.state, breaker.admitsAt(100)]).toEqual(['closed', 100]);
});

test('each probe that fails opens it for twice as long, up to a bound; a success begins anew', () => {
  const breaker = opened();
  const openFor = [100, 200, 300, 300].map((ms) => {
    const at = breaker.admitsAt(0);
    breaker.started(at);
    breaker.failed(at);
    return [ms, at];
  });
  expect(openFor).toEqual([
    [100, 100],
    [200, 300],
    [300, 600],
    [300, 900],
  ]);
  breaker.succeeded();
  for (let i = 0; i < 3; i++) breaker.failed(2_000);
  expect(breaker.admitsAt(2_000)).toBe(2_100);
});

test('late failures of what was in flight change nothing, and a probe that was called off makes way for another', () => {
  const breaker = opened();
  breaker.failed(50);
  expect(breaker.admitsAt(60)).toBe(100);
  breaker.started(100);
  breaker.learnedNothing();
  expect(breaker.admitsAt(101)).toBe(101);
});

test('without a number of failures it never opens', () => {
  const breaker = new CircuitBreaker({ ...policy, breakerFailures: 0 });
  for (let i = 0; i < 1_000; i++) breaker.failed(0);
  expect(breaker.state).toBe('closed');
});

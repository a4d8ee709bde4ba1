import { loadParameters, type ConfigObject } from '@weir/core';
import { MemoryLogger } from '@weir/testing';
import { createRestartStrategy, type RestartStrategy } from './restart-strategy.js';

/** @param random what chance says each time; the middle by default: no jitter */
function strategyOf(conf: ConfigObject, random = 0.5): RestartStrategy {
  return createRestartStrategy(loadParameters({ conf, logger: new MemoryLogger() }), () => random);
}

/** The delays before the restarts after failures at these times (seconds); `fail` where there is none. */
function delays(strategy: RestartStrategy, failuresAt: readonly number[]): (number | 'fail')[] {
  return failuresAt.map((at) => {
    const decision = strategy(at * 1_000);
    return decision.kind === 'restart' ? decision.delayMs : 'fail';
  });
}

test.each([{}, { 'restart-strategy': 'none' }, { 'restart-strategy.type': 'off' }, { 'restart-strategy': 'disable' }])(
  '%j restarts nothing',
  (conf) => {
    expect(delays(strategyOf(conf), [0])).toEqual(['fail']);
  },
);

test('fixed-delay: once after a second, unless attempts and delay say otherwise', () => {
  expect(delays(strategyOf({ 'restart-strategy': 'fixed-delay' }), [0, 9_999])).toEqual([1_000, 'fail']);
  const conf = { 'restart-strategy.type': 'fixed-delay', 'restart-strategy.fixed-delay': { attempts: 3, delay: '5s' } };
  expect(delays(strategyOf(conf), [0, 1, 2, 3])).toEqual([5_000, 5_000, 5_000, 'fail']);
});

test("fixed-delay by StreamPark's older keys; a bare number is milliseconds", () => {
  const conf = {
    flink: { 'restart-strategy': { value: 'fixed-delay', 'fixed-delay': { attempts: 2, delay: 5_000 } } },
  };
  expect(delays(strategyOf(conf), [0, 1, 2])).toEqual([5_000, 5_000, 'fail']);
});

test('failure-rate: as many restarts in an interval as are allowed; older failures do not count', () => {
  expect(delays(strategyOf({ 'restart-strategy': 'failurerate' }), [0, 60, 119])).toEqual([1_000, 1_000, 'fail']);
  const rate = { 'max-failures-per-interval': 3, 'failure-rate-interval': '5 min', delay: '10s' };
  const conf = { 'restart-strategy': 'failure-rate', 'restart-strategy.failure-rate': rate };
  expect(delays(strategyOf(conf), [0, 100, 200, 299])).toEqual([10_000, 10_000, 10_000, 'fail']);
  expect(delays(strategyOf(conf), [0, 100, 200, 300, 400, 450])).toEqual([
    10_000,
    10_000,
    10_000,
    10_000,
    10_000,
    'fail',
  ]);
});

test("failure-rate by StreamPark's older keys", () => {
  const older = { value: 'failure-rate', 'failure-rate': { 'max-failures-per-interval': 2, delay: '3s' } };
  expect(delays(strategyOf({ flink: { 'restart-strategy': older } }), [0, 1, 2])).toEqual([3_000, 3_000, 'fail']);
});

test("exponential-delay: from a second by 1.5 up to a minute, without end, by Flink's defaults", () => {
  const failures = Array.from({ length: 14 }, (_, i) => i * 60);
  const seen = delays(strategyOf({ 'restart-strategy': 'exponential-delay' }), failures);
  expect(seen.slice(0, 4)).toEqual([1_000, 1_500, 2_250, 3_375]);
  expect(seen.slice(-3)).toEqual([60_000, 60_000, 60_000]);
});

const exponential = {
  'initial-backoff': '2s',
  'max-backoff': '10s',
  'backoff-multiplier': '2',
  'reset-backoff-threshold': '1min',
  'jitter-factor': '0.25',
};

function exponentialOf(more: ConfigObject = {}, random?: number): RestartStrategy {
  const keys = { ...exponential, ...more };
  return strategyOf({ 'restart-strategy': 'exponential-delay', 'restart-strategy.exponential-delay': keys }, random);
}

test('exponential-delay: begins anew when there was no failure for the threshold after a restart', () => {
  expect(delays(exponentialOf(), [0, 10, 20, 30, 99, 200])).toEqual([2_000, 4_000, 8_000, 10_000, 10_000, 2_000]);
  expect(delays(exponentialOf(), [0, 61.999])).toEqual([2_000, 4_000]);
  expect(delays(exponentialOf(), [0, 62])).toEqual([2_000, 2_000]);
});

test('exponential-delay: jitter is a share of the time, and max-backoff is the most with it', () => {
  expect(delays(exponentialOf({}, 0), [0, 1, 2, 3])).toEqual([1_500, 3_000, 6_000, 7_500]);
  expect(delays(exponentialOf({}, 1), [0, 1, 2, 3])).toEqual([2_500, 5_000, 10_000, 10_000]);
});

test('exponential-delay: fails after as many failures in a row as are allowed', () => {
  const strategy = exponentialOf({ 'attempts-before-reset-backoff': 2 });
  expect(delays(strategy, [0, 1, 2])).toEqual([2_000, 4_000, 'fail']);
  expect(delays(exponentialOf({ 'attempts-before-reset-backoff': 'infinite' }), [0, 1])).toEqual([2_000, 4_000]);
});

test.each([
  ['restart-strategy', 'sometimes'],
  ['restart-strategy.fixed-delay.attempts', '0'],
  ['restart-strategy.fixed-delay.delay', 'soon'],
  ['restart-strategy.failure-rate.max-failures-per-interval', 'many'],
  ['restart-strategy.failure-rate.failure-rate-interval', '-1'],
  ['restart-strategy.failure-rate.delay', '1 fortnight'],
  ['restart-strategy.exponential-delay.initial-backoff', 'x'],
  ['restart-strategy.exponential-delay.max-backoff', 'x'],
  ['restart-strategy.exponential-delay.backoff-multiplier', '0.5'],
  ['restart-strategy.exponential-delay.reset-backoff-threshold', 'x'],
  ['restart-strategy.exponential-delay.jitter-factor', '1.5'],
  ['restart-strategy.exponential-delay.attempts-before-reset-backoff', '0'],
])('%s: %s is refused, and the key is named', (key, value) => {
  expect(() => strategyOf({ [key]: value })).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID_VALUE',
      message: expect.stringContaining(`${key}: "${value}"`) as string,
    }) as Error,
  );
});

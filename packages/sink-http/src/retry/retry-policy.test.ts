import fc from 'fast-check';
import { parseRetryAfter } from './retry-after.js';
import { nextAttempt, type RetryPolicy } from './retry-policy.js';

const policy: RetryPolicy = {
  retries: 3,
  initialMs: 100,
  maxMs: 350,
  multiplier: 2,
  jitter: 'full',
  maxRetryAfterMs: 60_000,
};
const almostOne = (): number => 0.999_999;

describe('attempts', () => {
  test('are one and the retries, no more and no fewer', () => {
    const kinds = [1, 2, 3, 4, 5].map((attempts) => nextAttempt(policy, { attempts }, almostOne).kind);
    expect(kinds).toEqual(['retry', 'retry', 'retry', 'give-up', 'give-up']);
    expect(nextAttempt({ ...policy, retries: 0 }, { attempts: 1 }, almostOne)).toEqual({ kind: 'give-up' });
  });

  test('an asked-for wait does not add attempts', () => {
    expect(nextAttempt(policy, { attempts: 4, retryAfterMs: 1 }, almostOne)).toEqual({ kind: 'give-up' });
  });
});

describe('delays', () => {
  const delays = (changed: Partial<RetryPolicy>, random = almostOne): (number | undefined)[] =>
    [1, 2, 3].map((attempts) => {
      const decision = nextAttempt({ ...policy, ...changed }, { attempts }, random);
      return decision.kind === 'retry' ? decision.delayMs : undefined;
    });

  test('without jitter grow by the multiplier up to the maximum', () => {
    expect(delays({ jitter: 'none' })).toEqual([100, 200, 350]);
    expect(delays({ jitter: 'none', multiplier: 1 })).toEqual([100, 100, 100]);
  });

  test('can be 0: again at once', () => {
    expect(delays({ initialMs: 0, multiplier: 1e300 })).toEqual([0, 0, 0]);
  });

  test('with full jitter lie anywhere below the bound', () => {
    expect(delays({})).toEqual([99, 199, 349]);
    expect(delays({}, () => 0)).toEqual([0, 0, 0]);
  });

  test('are never shorter than Retry-After, up to its cap', () => {
    expect(nextAttempt(policy, { attempts: 1, retryAfterMs: 5_000 }, almostOne)).toEqual({
      kind: 'retry',
      delayMs: 5_000,
    });
    expect(nextAttempt(policy, { attempts: 1, retryAfterMs: 1e9 }, almostOne)).toEqual({
      kind: 'retry',
      delayMs: 60_000,
    });
    expect(nextAttempt(policy, { attempts: 1, retryAfterMs: 1 }, almostOne)).toEqual({ kind: 'retry', delayMs: 99 });
  });

  test('are finite and within bounds, whatever the policy', () => {
    const anyPolicy = fc.record({
      retries: fc.nat(10_000),
      initialMs: fc.nat(1e9),
      maxMs: fc.nat(1e9),
      multiplier: fc.double({ min: 1, max: 1e6, noNaN: true }),
      jitter: fc.constantFrom('full' as const, 'none' as const),
      maxRetryAfterMs: fc.nat(1e9),
    });
    const anyState = fc.record({
      attempts: fc.integer({ min: 1, max: 20_000 }),
      retryAfterMs: fc.option(fc.nat(1e12), { nil: undefined }),
    });
    fc.assert(
      fc.property(anyPolicy, anyState, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (given, state, number) => {
        const decision = nextAttempt(given, state, () => number);
        if (decision.kind === 'give-up') return state.attempts > given.retries;
        const asked = Math.min(state.retryAfterMs ?? 0, given.maxRetryAfterMs);
        return (
          state.attempts <= given.retries &&
          decision.delayMs >= asked &&
          decision.delayMs <= Math.max(asked, given.maxMs, 0) &&
          Number.isInteger(decision.delayMs)
        );
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(1994, 10, 6, 8, 49, 0);

  test.each([
    ['0', 0],
    ['120', 120_000],
    [' 3 ', 3_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 37_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 37_000],
    ['Sun Nov  6 08:49:37 1994', 37_000],
    ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
  ])('%s', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  test.each([undefined, '', 'soon', '-1', '1.5', '5 GMT', '2 minutes', 'Sun, 99 Foo 1994 08:49:37 GMT'])(
    'says nothing usable: %p',
    (value) => {
      expect(parseRetryAfter(value, now)).toBeUndefined();
    },
  );
});

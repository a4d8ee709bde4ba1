import { resolveKeys, type KeyValues, type Parameters } from '@weir/core';
import { restartKeys } from './restart-keys.js';

/** What to do about a failure. */
export type RestartDecision = { readonly kind: 'fail' } | { readonly kind: 'restart'; readonly delayMs: number };

/** Decides about restarts; asked once for each failure, told the time of it in milliseconds. */
export type RestartStrategy = (now: number) => RestartDecision;

type RestartValues = KeyValues<typeof restartKeys>;

const fail: RestartDecision = Object.freeze({ kind: 'fail' });

function fixedDelay(values: RestartValues): RestartStrategy {
  let left = values['restart-strategy.fixed-delay.attempts'];
  return () => (left-- > 0 ? { kind: 'restart', delayMs: values['restart-strategy.fixed-delay.delay'] } : fail);
}

function failureRate(values: RestartValues): RestartStrategy {
  const most = values['restart-strategy.failure-rate.max-failures-per-interval'];
  const intervalMs = values['restart-strategy.failure-rate.failure-rate-interval'];
  let failures: number[] = [];
  return (now) => {
    failures = [...failures.filter((at) => at > now - intervalMs), now];
    return failures.length > most ? fail : { kind: 'restart', delayMs: values['restart-strategy.failure-rate.delay'] };
  };
}

function exponentialDelay(values: RestartValues, random: () => number): RestartStrategy {
  const initialMs = values['restart-strategy.exponential-delay.initial-backoff'];
  const jitter = values['restart-strategy.exponential-delay.jitter-factor'];
  const maxMs = values['restart-strategy.exponential-delay.max-backoff'];
  let nextMs = initialMs;
  let inARow = 0;
  let quietSince = -Infinity;
  return (now) => {
    if (now - quietSince >= values['restart-strategy.exponential-delay.reset-backoff-threshold']) {
      nextMs = initialMs;
      inARow = 0;
    }
    inARow++;
    if (inARow > values['restart-strategy.exponential-delay.attempts-before-reset-backoff']) return fail;
    const jittered = Math.round(nextMs * (1 + jitter * (2 * random() - 1)));
    const delayMs = Math.min(maxMs, jittered);
    nextMs = Math.min(maxMs, nextMs * values['restart-strategy.exponential-delay.backoff-multiplier']);
    quietSince = now + delayMs;
    return { kind: 'restart', delayMs };
  };
}

/**
 * The restart strategy that the parameters name.
 *
 * @param random numbers from 0 up to 1, for jitter
 * @throws CONFIG_INVALID_VALUE, CONFIG_CONFLICT
 */
export function createRestartStrategy(parameters: Parameters, random: () => number): RestartStrategy {
  const values = resolveKeys(restartKeys, parameters.entries(), '');
  switch (values['restart-strategy']) {
    case 'none':
      return () => fail;
    case 'fixed-delay':
      return fixedDelay(values);
    case 'failure-rate':
      return failureRate(values);
    case 'exponential-delay':
      return exponentialDelay(values, random);
  }
}

import { durationSyntax, integer, key, parseDuration } from '@weir/core';
import { z } from 'zod';

const duration = z.string().transform(parseDuration).pipe(z.number());

/** Schema of a number from `min` to `max`, read from text. */
function decimal(min: number, max = Infinity) {
  return z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));
}

const strategies = ['none', 'fixed-delay', 'failure-rate', 'exponential-delay'] as const;

/** The words that Flink also takes. */
const synonyms: Readonly<Record<string, (typeof strategies)[number]>> = {
  off: 'none',
  disable: 'none',
  fixeddelay: 'fixed-delay',
  failurerate: 'failure-rate',
  exponentialdelay: 'exponential-delay',
};

/**
 * The keys of restart strategies, with Flink's names and defaults (nightlies.apache.org/flink, "Task Failure Recovery");
 * only the strategy itself is `none` unless it is set, so that a job that fails says so.
 */
export const restartKeys = {
  'restart-strategy': key(
    z
      .string()
      .trim()
      .toLowerCase()
      .transform((text) => synonyms[text] ?? text)
      .pipe(z.enum(strategies)),
    {
      expected: 'none, fixed-delay, failure-rate or exponential-delay',
      doc: 'What happens when the job fails: a restart goes on from the last checkpoint.',
      default: 'none',
      aliases: ['restart-strategy.type', 'flink.restart-strategy.value', 'restart-strategy.value'],
    },
  ),
  'restart-strategy.fixed-delay.attempts': key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'How many restarts there are before the job fails.',
    default: '1',
    aliases: ['flink.restart-strategy.fixed-delay.attempts'],
  }),
  'restart-strategy.fixed-delay.delay': key(duration, {
    expected: durationSyntax,
    doc: 'Time between a failure and the restart.',
    default: '1s',
    aliases: ['flink.restart-strategy.fixed-delay.delay'],
  }),
  'restart-strategy.failure-rate.max-failures-per-interval': key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'How many failures an interval may have before the job fails.',
    default: '1',
    aliases: ['flink.restart-strategy.failure-rate.max-failures-per-interval'],
  }),
  'restart-strategy.failure-rate.failure-rate-interval': key(duration, {
    expected: durationSyntax,
    doc: 'The interval over which failures are counted.',
    default: '1min',
    aliases: ['flink.restart-strategy.failure-rate.failure-rate-interval'],
  }),
  'restart-strategy.failure-rate.delay': key(duration, {
    expected: durationSyntax,
    doc: 'Time between a failure and the restart.',
    default: '1s',
    aliases: ['flink.restart-strategy.failure-rate.delay'],
  }),
  'restart-strategy.exponential-delay.initial-backoff': key(duration, {
    expected: durationSyntax,
    doc: 'Time between the first failure and the restart.',
    default: '1s',
  }),
  'restart-strategy.exponential-delay.max-backoff': key(duration, {
    expected: durationSyntax,
    doc: 'Longest time between a failure and the restart.',
    default: '1min',
  }),
  'restart-strategy.exponential-delay.backoff-multiplier': key(decimal(1), {
    expected: 'a number of at least 1',
    doc: 'Factor by which the time grows with each failure.',
    default: '1.5',
  }),
  'restart-strategy.exponential-delay.reset-backoff-threshold': key(duration, {
    expected: durationSyntax,
    doc: 'Time without a failure after which the time is the first again.',
    default: '1h',
  }),
  'restart-strategy.exponential-delay.jitter-factor': key(decimal(0, 1), {
    expected: 'a number from 0 to 1',
    doc: 'Share of the time by which it is lengthened or shortened at random.',
    default: '0.1',
  }),
  'restart-strategy.exponential-delay.attempts-before-reset-backoff': key(
    z.union([z.literal('infinite').transform(() => Infinity), integer(1)]),
    {
      expected: 'a whole number of at least 1, or infinite',
      doc: 'How many failures in a row there may be before the job fails.',
      default: 'infinite',
    },
  ),
} as const;

import { durationSyntax, key } from '@weir/core';
import { z } from 'zod';
import { decimal, duration, oneOf } from './key-schemas.js';

const jitterKinds = ['full', 'none'] as const;

/** The waits between the attempts of a record, and what bounds the attempts beside their number. */
export const retryKeys = {
  'backoff.initial': key(duration(0), {
    expected: durationSyntax,
    doc: 'Bound of the delay before the first retry; 0 sends again at once.',
    default: '100ms',
  }),
  'backoff.max': key(duration(0), {
    expected: durationSyntax,
    doc: 'The most that backoff alone delays a retry.',
    default: '10s',
  }),
  'backoff.multiplier': key(decimal(z.number().min(1)), {
    expected: 'a number of at least 1',
    doc: 'What the bound is multiplied by from one retry to the next.',
    default: '2',
  }),
  'backoff.jitter': key(oneOf(jitterKinds), {
    expected: jitterKinds.join(' or '),
    doc: 'full: a random delay between 0 and the bound; none: the bound itself.',
    default: 'full',
  }),
  'backoff.maxRetryAfter': key(duration(0), {
    expected: durationSyntax,
    doc: "The most that an answer's Retry-After (seconds or a date) keeps everything back from its destination.",
    default: '60s',
  }),
  'retry.maxAge': key(duration(1).optional(), {
    expected: durationSyntax,
    doc: 'A record becomes a dead letter instead of getting a retry that would be due later than this behind its acceptance; its age does not matter when it is not set.',
  }),
  'retry.ratio': key(decimal(z.number()), {
    expected: 'a number of at least 0',
    doc: 'Retries for each first attempt that a destination gets; more of them wait, for destination.maxDelay at most. Ten in a second and a hundred at a time always go.',
    default: '0.2',
  }),
} as const;

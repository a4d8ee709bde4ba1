import { durationSyntax, integer, key, type KeyValues } from '@weir/core';
import { z } from 'zod';
import type { DestinationPolicy } from '../destination/destination-policy.js';
import { byteSize, decimal, duration, oneOf } from './key-schemas.js';

const concurrencyModes = ['adaptive', 'fixed'] as const;

/** How a process treats each destination (scheme, host and port), whatever the number of sinks and subtasks. */
export const destinationKeys = {
  'destination.concurrency': key(oneOf(concurrencyModes), {
    expected: concurrencyModes.join(' or '),
    doc: 'adaptive: the requests in flight to a destination follow its latency and its 429, 503 and timeouts; fixed: they only have an upper bound.',
    default: 'adaptive',
  }),
  'destination.maxInFlight': key(integer(1, 65_536).optional(), {
    expected: 'a whole number of at least 1',
    doc: 'Requests that a process has in flight to one destination at most; what the subtasks that send there may have together when it is not set.',
  }),
  'destination.maxInFlightBytes': key(byteSize, {
    expected: 'a size such as 64MiB or 1000000 (bytes)',
    doc: 'Bytes of URLs and bodies that a process has in flight to one destination; a larger request goes alone.',
    default: '16MiB',
  }),
  'destination.ratePerSecond': key(decimal(z.number().positive()).optional(), {
    expected: 'a number above 0',
    doc: 'Requests per second that a process sends to one destination at most, retries included; no limit when it is not set.',
  }),
  'destination.connectionMaxAge': key(duration(1), {
    expected: durationSyntax,
    doc: 'A connection that is older than this gets no further request; the next one resolves the name again.',
    default: '5min',
  }),
  'destination.breaker.failures': key(integer(0), {
    expected: 'a whole number of at least 0',
    doc: 'Failures in a row after which a destination gets nothing but single probes for a while; 0 is no circuit breaker.',
    default: '100',
  }),
  'destination.breaker.open': key(duration(1), {
    expected: durationSyntax,
    doc: 'How long the circuit breaker keeps everything back at first; twice as long after each probe that fails.',
    default: '1s',
  }),
  'destination.breaker.maxOpen': key(duration(1), {
    expected: durationSyntax,
    doc: 'The longest that the circuit breaker keeps everything back between two probes.',
    default: '10s',
  }),
  'destination.maxDelay': key(duration(0), {
    expected: durationSyntax,
    doc: 'Circuit breaker and retry ratio hold up no record that was accepted longer ago than this.',
    default: '10s',
  }),
} as const;

/** The policy that the keys describe. */
export function destinationPolicy(
  values: KeyValues<typeof destinationKeys> & { readonly 'retry.ratio': number },
): DestinationPolicy {
  return Object.freeze({
    concurrency: values['destination.concurrency'],
    maxInFlight: values['destination.maxInFlight'],
    maxInFlightBytes: values['destination.maxInFlightBytes'],
    ratePerSecond: values['destination.ratePerSecond'],
    breakerFailures: values['destination.breaker.failures'],
    breakerOpenMs: values['destination.breaker.open'],
    breakerMaxOpenMs: values['destination.breaker.maxOpen'],
    retryRatio: values['retry.ratio'],
    maxDelayMs: values['destination.maxDelay'],
  });
}

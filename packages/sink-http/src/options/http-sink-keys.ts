import { durationSyntax, integer, key, type KeySpec } from '@weir/core';
import { z } from 'zod';
import { parseStatusCodes, statusCodesSyntax } from '../outcome/status-codes.js';
import { destinationKeys } from './destination-keys.js';
import { byteSize, duration, oneOf } from './key-schemas.js';
import { orderKeys } from './order-keys.js';
import { outcomeKeys } from './outcome-keys.js';
import { retryKeys } from './retry-keys.js';
import { securityKeys } from './security-keys.js';

const statusCodes = z
  .string()
  .transform((text) => parseStatusCodes(text))
  .refine((ranges) => ranges !== undefined);

const bodyModes = ['none', 'streampark-json'] as const;

const threshold = {
  'threshold.numWriters': key(integer(1, 65_536), {
    expected: 'a whole number of at least 1',
    doc: 'A subtask has at most numWriters × maxInFlightPerWriter requests in flight. Writers are a factor, not objects.',
    default: '3',
  }),
  'threshold.maxInFlightPerWriter': key(integer(1, 65_536), {
    expected: 'a whole number of at least 1',
    doc: 'The other factor of the requests that a subtask has in flight.',
    default: '32',
  }),
  'threshold.queueCapacity': key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'Records that a subtask holds at most: queued, in flight, waiting for a retry or for the dead-letter store. Beyond that the stream waits.',
    default: '10000',
  }),
  'threshold.queueBytes': key(byteSize, {
    expected: 'a size such as 64MiB or 1000000 (bytes)',
    doc: 'Bytes of URLs and bodies that a subtask holds; once reached, the stream waits.',
    default: '64MiB',
  }),
  'threshold.timeout': key(duration(1), {
    expected: durationSyntax,
    doc: 'Time for a whole request, from connecting to the end of the answer; milliseconds without a unit.',
    default: '2000',
    aliases: ['threshold.requestTimeout'],
  }),
  'threshold.retries': key(integer(0), {
    expected: 'a whole number of at least 0',
    doc: 'Further attempts after the first; when the last fails too, the record becomes a dead letter.',
    default: '3',
  }),
  'threshold.successCode': key(statusCodes.optional(), {
    expected: statusCodesSyntax,
    doc: 'Statuses that mean delivered, and no others; each 2xx when it is not set. Separated by commas, with ranges such as 2xx.',
  }),
} as const;

/** Every key under `http.sink` but those of `failover`, which `@weir/failover` declares. */
export const httpSinkKeys = {
  ...threshold,
  ...outcomeKeys,
  ...retryKeys,
  ...destinationKeys,
  ...orderKeys,
  ...securityKeys,
  body: key(oneOf(bodyModes), {
    expected: bodyModes.join(' or '),
    doc: "streampark-json: the query becomes a JSON body, exactly as in StreamPark's HttpSink; none: the URL is sent as written.",
    default: 'none',
  }),
} as const satisfies Readonly<Record<string, KeySpec>>;

/** Keys of StreamPark that have nothing left to say here, and why. */
export const ignoredHttpSinkKeys: Readonly<Record<string, string>> = Object.freeze({
  'threshold.bufferSize': 'records are sent at once and never wait in a buffer',
  'threshold.delayTime': 'there is no buffer to flush',
});

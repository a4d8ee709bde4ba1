import { durationSyntax, integer, key, parseDuration, type KeySpec } from '@weir/core';
import { z } from 'zod';
import { outcomeKeys } from './outcome-keys.js';
import { parseStatusCodes, statusCodesSyntax } from '../outcome/status-codes.js';
import { securityKeys } from './security-keys.js';

/** Schema of a duration in milliseconds, at least `minMs`. */
function duration(minMs: number): z.ZodType<number, string> {
  return z
    .string()
    .transform((text) => parseDuration(text) ?? NaN)
    .pipe(z.number().min(minMs).max(2_147_483_647));
}

const bytesOf: Readonly<Record<string, number>> = { '': 1, b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 };

/** Schema of a size such as `64MiB` or `1000`, in bytes. */
const byteSize = z
  .string()
  .transform((text) => {
    const match = /^\s*(\d+)\s*([a-z]*)\s*$/i.exec(text);
    return Number(match?.[1]) * (bytesOf[match?.[2]?.toLowerCase() ?? ''] ?? NaN);
  })
  .pipe(z.number().int().min(1));

const statusCodes = z
  .string()
  .transform((text) => parseStatusCodes(text))
  .refine((ranges) => ranges !== undefined);

const jitterKinds = ['full', 'none'] as const;
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

const backoff = {
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
  'backoff.multiplier': key(
    z
      .string()
      .trim()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().min(1)),
    {
      expected: 'a number of at least 1',
      doc: 'What the bound is multiplied by from one retry to the next.',
      default: '2',
    },
  ),
  'backoff.jitter': key(z.string().trim().toLowerCase().pipe(z.enum(jitterKinds)), {
    expected: jitterKinds.join(' or '),
    doc: 'full: a random delay between 0 and the bound; none: the bound itself.',
    default: 'full',
  }),
  'backoff.maxRetryAfter': key(duration(0), {
    expected: durationSyntax,
    doc: "The most that an answer's Retry-After delays a retry.",
    default: '60s',
  }),
} as const;

/** Every key under `http.sink` but those of `failover`, which `@weir/failover` declares. */
export const httpSinkKeys = {
  ...threshold,
  ...backoff,
  ...securityKeys,
  ...outcomeKeys,
  body: key(z.string().trim().toLowerCase().pipe(z.enum(bodyModes)), {
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

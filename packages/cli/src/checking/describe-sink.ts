import { displayValue, joinKey } from '@weir/core';
import {
  formatConditions,
  httpSinkPrefix,
  type HttpSinkOptions,
  type OutcomeRule,
  type SecurityOptions,
} from '@weir/sink-http';
import { formatTable } from '../output/format-table.js';

const showMs = (ms: number): string => `${ms} ms`;

function destinationRows({ destination, maxInFlight, connectionMaxAgeMs }: HttpSinkOptions): string[][] {
  const { concurrency, maxInFlight: bound, maxInFlightBytes, ratePerSecond, breakerFailures } = destination;
  const limit = bound === undefined ? `${maxInFlight} for each subtask` : String(bound);
  const { breakerOpenMs, breakerMaxOpenMs, retryRatio, maxDelayMs } = destination;
  return [
    ['  each destination', `${concurrency}, at most ${limit} and ${maxInFlightBytes} bytes in flight`],
    ['    rate', ratePerSecond === undefined ? 'not limited' : `${ratePerSecond} requests a second`],
    [
      '    circuit breaker',
      breakerFailures === 0
        ? 'none'
        : `after ${breakerFailures} failures in a row, ${showMs(breakerOpenMs)} to ${showMs(breakerMaxOpenMs)}`,
    ],
    ['    retries', `${retryRatio} for each first attempt; what is older than ${showMs(maxDelayMs)} goes in any case`],
    ['    connections', `replaced after ${showMs(connectionMaxAgeMs)}`],
  ];
}

/** What protects target and data; no secret, and no URL that may hold one. */
function securityRows({ idempotencyHeader, authorization, connections }: SecurityOptions): string[][] {
  const { allowedHosts, privateAddresses, tls, proxy } = connections;
  const trusted = tls.ca === undefined ? 'the authorities of Node' : `the authorities of Node and ${tls.ca}`;
  return [
    ['  idempotency key', idempotencyHeader === undefined ? 'none' : `in the header ${idempotencyHeader}`],
    ['  credentials', authorization ? 'an Authorization header where there is none' : 'none'],
    ['  hosts', `${allowedHosts ? 'those of security.allowedHosts' : 'all'}; private addresses: ${privateAddresses}`],
    ['  TLS', tls.verify ? `verified by ${trusted}` : 'NOT verified'],
    ['  client certificate', tls.cert ?? 'none'],
    ['  proxy', proxy === undefined ? 'none' : proxy.url === 'environment' ? 'as the environment says' : 'proxy.url'],
  ];
}

/** What an HTTP sink does, resolved from file, command line and code; secrets hidden. */
function settingRows(options: HttpSinkOptions): string[][] {
  const { retryPolicy: retry, failover } = options;
  const storeKeys = Object.entries(failover.options).filter(([, value]) => value !== undefined);
  return [
    ['  requests in flight', `${options.maxInFlight} per subtask`],
    ['  records held', `${options.queueCapacity} or ${options.queueBytes} bytes per subtask, then the stream waits`],
    ['  timeout', showMs(options.timeoutMs)],
    ['  retries', String(retry.retries)],
    [
      '  backoff',
      `${showMs(retry.initialMs)} × ${retry.multiplier}, at most ${showMs(retry.maxMs)}, jitter ${retry.jitter}`,
    ],
    ['  Retry-After', `keeps a destination for up to ${showMs(retry.maxRetryAfterMs)}`],
    ['  oldest retry', retry.maxAgeMs === undefined ? 'of any age' : showMs(retry.maxAgeMs)],
    ...destinationRows(options),
    ['  order', options.order === 'none' ? 'none' : `by key; when a record is given up: ${options.orderOnGiveUp}`],
    ['  body', options.body],
    ...securityRows(options.security),
    ['  dead letters', `${failover.storage}, table ${failover.table}`],
    ...storeKeys.map(([name, value]) => {
      const [key, text] = [joinKey(`${httpSinkPrefix}.failover`, name), String(value)];
      return [`  ${key}`, displayValue(key, { value: text, written: text, origin: '' })];
    }),
    ['  largest letter', `${failover.maxLetterBytes} bytes; the job fails at a larger one`],
    ['  secret headers', failover.secretHeaders.join(', ')],
  ];
}

function outcomeRow(rule: OutcomeRule): string[] {
  const { outcome, why } = rule;
  const result = outcome.kind === 'reject' ? `dead letter (${outcome.reason})` : outcome.kind;
  return [`  ${formatConditions(rule)}`, result, why];
}

/** The settings of an HTTP sink, and its outcome table, of which the first line that fits counts. */
export function describeHttpSink(options: HttpSinkOptions): string {
  return [
    formatTable(settingRows(options)),
    '',
    '  What an answer means; the first line that fits counts:',
    formatTable(options.outcomes.map(outcomeRow)),
  ].join('\n');
}

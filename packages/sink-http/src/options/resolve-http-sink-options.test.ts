import { isWeirError, loadParameters, Parameters, type ConfigObject, type Logger } from '@weir/core';
import { formatConditions } from '../outcome/outcome-conditions.js';
import type { HttpSinkConfig } from './http-sink-config.js';
import { resolveHttpSinkOptions, type HttpSinkOptions } from './resolve-http-sink-options.js';

function collectingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const log = (message: string): void => void lines.push(message);
  return { lines, debug: log, info: log, warn: log, error: log };
}

function resolve(file: Record<string, string | number>, config?: HttpSinkConfig & ConfigObject): HttpSinkOptions {
  return resolveHttpSinkOptions(Parameters.of(file), config);
}

function messageOf(file: Record<string, string | number>, config?: HttpSinkConfig & ConfigObject): string {
  try {
    resolve(file, config);
  } catch (error) {
    if (isWeirError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const successOf = (options: HttpSinkOptions): string => {
  const [first] = options.outcomes;
  return first ? formatConditions(first) : '';
};

test('the defaults are the documented ones', () => {
  expect(resolve({})).toMatchObject({
    maxInFlight: 96,
    queueCapacity: 10_000,
    queueBytes: 64 * 1024 * 1024,
    timeoutMs: 2_000,
    body: 'none',
    retryPolicy: { retries: 3, initialMs: 100, maxMs: 10_000, multiplier: 2, jitter: 'full', maxRetryAfterMs: 60_000 },
    failover: { storage: 'file', table: 'record' },
  });
  expect(successOf(resolve({}))).toBe('2xx');
});

test('the connector document’s YAML loads as it stands there', () => {
  const options = resolve({
    'http.sink.threshold.numWriters': 3,
    'http.sink.threshold.queueCapacity': 10_000,
    'http.sink.threshold.timeout': 100,
    'http.sink.threshold.retries': 3,
    'http.sink.threshold.successCode': 200,
    'http.sink.failover.table': 'record',
    'http.sink.failover.storage': 'file',
    'http.sink.failover.jdbc.jdbcUrl': 'jdbc:mysql://localhost:3306/test',
    'http.sink.failover.kafka.bootstrap.servers': 'localhost:9091,localhost:9092',
    'http.sink.failover.hdfs.format': 'yyyy-MM-dd',
  });
  expect(options).toMatchObject({ timeoutMs: 100, maxInFlight: 96 });
  expect(successOf(options)).toBe('200');
});

test('requestTimeout is another name of timeout', () => {
  expect(resolve({ 'http.sink.threshold.requestTimeout': '3s' }).timeoutMs).toBe(3_000);
  const both = { 'http.sink.threshold.timeout': 1, 'http.sink.threshold.requestTimeout': 2 };
  expect(messageOf(both)).toMatch(/^CONFIG_CONFLICT .*threshold\.timeout and .*threshold\.requestTimeout/);
  expect(messageOf({ ...both, 'http.sink.threshold.timeout': 2 })).toBe('accepted');
});

test('successCode takes lists, spaces and ranges', () => {
  expect(successOf(resolve({ 'http.sink.threshold.successCode': ' 200 ,2xx, 301-303' }))).toBe('200, 2xx, 301-303');
});

describe('bad input is refused with its key and what was expected', () => {
  test.each([
    ['threshold.numWriters', '0', 'a whole number of at least 1'],
    ['threshold.numWriters', 'three', 'a whole number of at least 1'],
    ['threshold.queueCapacity', '-1', 'a whole number of at least 1'],
    ['threshold.queueCapacity', '1.5', 'a whole number of at least 1'],
    ['threshold.queueBytes', '64MB', 'a size such as 64MiB'],
    ['threshold.timeout', '0', 'a duration'],
    ['threshold.timeout', 'soon', 'a duration'],
    ['threshold.timeout', '100d', 'a duration'],
    ['threshold.retries', '-1', 'a whole number of at least 0'],
    ['threshold.successCode', ',', 'a list of statuses'],
    ['threshold.successCode', '200,', 'a list of statuses'],
    ['threshold.successCode', 'OK', 'a list of statuses'],
    ['backoff.multiplier', '0.5', 'a number of at least 1'],
    ['backoff.jitter', 'some', 'full or none'],
    ['body', 'json', 'none or streampark-json'],
  ])('%s: %s', (name, value, expected) => {
    const message = messageOf({ [`http.sink.${name}`]: value });
    expect(message).toContain(`CONFIG_INVALID_VALUE http.sink.${name}: "${value}" (program) is not ${expected}`);
  });

  test.each([
    ['http.sink.threshold.retrys', 'http.sink.threshold.retries'],
    ['http.sink.threshold.numWriter', 'http.sink.threshold.numWriters'],
    ['http.sink.queueCapacity', 'http.sink.threshold.queueCapacity'],
    ['http.sink.failover.tabel', 'http.sink.failover.table'],
  ])('unknown: %s', (name, nearest) => {
    expect(messageOf({ [name]: '1' })).toMatch(new RegExp(`^CONFIG_UNKNOWN_KEY ${name} .*Did you mean ${nearest}\\?$`));
  });

  test('an unknown store', () => {
    expect(messageOf({ 'http.sink.failover.storage': 'fiel' })).toContain('LETTER_STORE_UNKNOWN');
  });
});

test('lists of outcomes that contradict each other are refused, unless one range is narrower', () => {
  const same = { 'http.sink.outcome.retry': '409, timeout', 'http.sink.outcome.reject': 'timeout' };
  expect(messageOf(same)).toMatch(/CONFIG_CONFLICT .*outcome.retry and .*outcome.reject both claim timeout/);
  const beside = { 'http.sink.outcome.retry': '500-510', 'http.sink.outcome.reject': '505-515' };
  expect(messageOf(beside)).toContain('CONFIG_CONFLICT');
  const within = { 'http.sink.outcome.retry': '4xx', 'http.sink.outcome.reject': '404' };
  expect(resolve(within).outcomes.slice(0, 2).map(formatConditions)).toEqual(['404', '4xx']);
  expect(messageOf({}, { outcome: { retry: 'tlss' } })).toContain('http.sink.outcome.retry: "tlss"');
});

test('the keys of destinations, order and retries, by their names with units', () => {
  const config = {
    outcome: { retry: [404, '520-529', 'tls'], delivered: 409 },
    retry: { maxAgeMs: 60_000, ratio: 0.5 },
    destination: { ratePerSecond: 2.5, breaker: { failures: 0, openMs: 70 }, connectionMaxAgeMs: 9 },
    order: 'key',
  } as const;
  const options = resolve({}, config);
  expect(options).toMatchObject({ order: 'key', orderOnGiveUp: 'dead-letter-key', connectionMaxAgeMs: 9 });
  expect(options.retryPolicy).toMatchObject({ maxAgeMs: 60_000 });
  expect(options.destination).toMatchObject({
    ...{ concurrency: 'adaptive', ratePerSecond: 2.5, breakerFailures: 0, breakerOpenMs: 70, retryRatio: 0.5 },
  });
  expect(options.outcomes.slice(0, 4).map(formatConditions)).toEqual(['409', '404', 'tls', '520-529']);
  expect(messageOf({ 'http.sink.destination.ratePerSecond': 0 })).toContain('http.sink.destination.ratePerSecond');
});

describe('the config of one sink wins over the file', () => {
  const file = { 'http.sink.threshold.requestTimeout': 5_000, 'http.sink.threshold.retries': 9 };

  const configs: readonly [string, HttpSinkConfig & ConfigObject][] = [
    ['names with units', { timeoutMs: 70, retries: 1, backoff: { initialMs: 7 } }],
    ['nested keys', { threshold: { timeout: 70, retries: 1 }, backoff: { initial: 7 } }],
    ['dotted keys', { 'threshold.timeout': 70, 'threshold.retries': 1, 'backoff.initial': '7ms' }],
    [
      'full keys',
      {
        'http.sink.threshold.timeout': 70,
        http: { sink: { threshold: { retries: 1 } } },
        'http.sink.backoff.initial': 7,
      },
    ],
  ];

  test.each(configs)('%s', (_, config) => {
    expect(resolve(file, config)).toMatchObject({ timeoutMs: 70, retryPolicy: { retries: 1, initialMs: 7 } });
  });

  test('with the same validation and messages', () => {
    expect(messageOf({}, { retries: -1 })).toContain(
      'http.sink.threshold.retries: "-1" (config of the HttpSink) is not',
    );
    expect(messageOf({}, { successCode: [] })).toContain('http.sink.threshold.successCode');
    expect(messageOf({}, { timeoutMS: 5 })).toContain(
      'http.sink.timeoutMS is not a known key. Did you mean http.sink.timeoutMs?',
    );
    expect(messageOf({}, { timeoutMs: 5, 'threshold.timeout': 6 })).toContain('CONFIG_CONFLICT');
    expect(successOf(resolve({}, { successCode: [200, '3xx'] }))).toBe('200, 3xx');
    expect(resolve({}, { failover: { table: 'orders' } }).failover.table).toBe('orders');
  });
});

test('keys of StreamPark that mean nothing here are named once', () => {
  const logger = collectingLogger();
  const conf = { http: { sink: { threshold: { bufferSize: 1, delayTime: 1_000 } } } };
  const parameters = loadParameters({ conf, logger });
  resolveHttpSinkOptions(parameters, {}, logger);
  resolveHttpSinkOptions(parameters);
  expect(logger.lines).toEqual([
    'Ignored: http.sink.threshold.bufferSize (records are sent at once and never wait in a buffer), ' +
      'http.sink.threshold.delayTime (there is no buffer to flush).',
  ]);
});

import type { ConfigObject } from '@weir/core';
import type { SecurityConfig } from './security-config.js';

/** The waits between the attempts of a record. */
export interface BackoffConfig {
  /** Default 100; 0 sends again at once. */
  readonly initialMs?: number;
  /** Default 10000. */
  readonly maxMs?: number;
  /** Default 2. */
  readonly multiplier?: number;
  /** Default `full`. */
  readonly jitter?: 'full' | 'none';
  /** Default 60000. */
  readonly maxRetryAfterMs?: number;
}

/** Statuses such as `409`, `'5xx'` or `'520-529'`, and failures of the connection such as `'tls'`. */
type OutcomeList = number | string | readonly (number | string)[];

/** What answers and failures mean, beside the defaults; of the three lists the narrowest range counts. */
export interface OutcomeConfig {
  /** Statuses only. */
  readonly delivered?: OutcomeList;
  readonly retry?: OutcomeList;
  readonly reject?: OutcomeList;
}

/** What bounds retries beside their number. */
export interface RetryConfig {
  /** No retry is due later than this behind the acceptance of its record; default no bound. */
  readonly maxAgeMs?: number;
  /** Retries for each first attempt of a destination; more of them wait. Default 0.2. */
  readonly ratio?: number;
}

/** How the process treats a destination: scheme, host and port. */
export interface DestinationConfig {
  /** Default `adaptive`. */
  readonly concurrency?: 'adaptive' | 'fixed';
  /** Default: what the subtasks may have in flight together. */
  readonly maxInFlight?: number;
  /** Default 16 MiB. */
  readonly maxInFlightBytes?: number;
  /** Requests per second; default no limit. */
  readonly ratePerSecond?: number;
  /** How long breaker and retry ratio may hold up a record; default 10000. */
  readonly maxDelayMs?: number;
  /** When a connection is replaced; default 300000. */
  readonly connectionMaxAgeMs?: number;
  readonly breaker?: {
    /** In a row; default 100, 0 is no breaker. */
    readonly failures?: number;
    /** Default 1000. */
    readonly openMs?: number;
    /** Default 10000. */
    readonly maxOpenMs?: number;
  } & ConfigObject;
}

/**
 * What a program sets for one sink; it wins over file and command line. Beside these names every documented key is
 * taken as well, nested or dotted, with or without `http.sink.` in front.
 */
export interface HttpSinkConfig extends SecurityConfig {
  /** Default 3. */
  readonly numWriters?: number;
  /** Default 32; in flight per subtask are at most `numWriters` × this. */
  readonly maxInFlightPerWriter?: number;
  /** Records held at most; default 10000. */
  readonly queueCapacity?: number;
  /** Bytes held before the stream waits; default 64 MiB. */
  readonly queueBytes?: number;
  /** For a whole request; default 2000. */
  readonly timeoutMs?: number;
  /** Further attempts after the first; default 3. */
  readonly retries?: number;
  /** Statuses that mean delivered, such as `200`, `'200, 201'` or `['2xx', 302]`; default every 2xx. */
  readonly successCode?: number | string | readonly (number | string)[];
  readonly backoff?: BackoffConfig & ConfigObject;
  readonly outcome?: OutcomeConfig & ConfigObject;
  readonly retry?: RetryConfig & ConfigObject;
  readonly destination?: DestinationConfig & ConfigObject;
  /** `key`: records of one key arrive in order; default `none`. */
  readonly order?: 'none' | 'key';
  /** What giving up a record does to those behind it; default `dead-letter-key`. */
  readonly orderOnGiveUp?: 'dead-letter-key' | 'block' | 'skip';
  /** Default `none`. */
  readonly body?: 'none' | 'streampark-json';
  /** The keys below `http.sink.failover`. */
  readonly failover?: ConfigObject;
}

/** Names of {@link HttpSinkConfig}, flattened, and the keys that they stand for. */
export const configNames: Readonly<Record<string, string>> = Object.freeze({
  numWriters: 'threshold.numWriters',
  maxInFlightPerWriter: 'threshold.maxInFlightPerWriter',
  queueCapacity: 'threshold.queueCapacity',
  queueBytes: 'threshold.queueBytes',
  timeoutMs: 'threshold.timeout',
  retries: 'threshold.retries',
  successCode: 'threshold.successCode',
  'backoff.initialMs': 'backoff.initial',
  'backoff.maxMs': 'backoff.max',
  'backoff.maxRetryAfterMs': 'backoff.maxRetryAfter',
  'retry.maxAgeMs': 'retry.maxAge',
  'destination.maxDelayMs': 'destination.maxDelay',
  'destination.connectionMaxAgeMs': 'destination.connectionMaxAge',
  'destination.breaker.openMs': 'destination.breaker.open',
  'destination.breaker.maxOpenMs': 'destination.breaker.maxOpen',
});

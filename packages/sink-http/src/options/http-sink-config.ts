import type { ConfigObject } from '@weir/core';

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

/**
 * What a program sets for one sink; it wins over file and command line. Beside these names every documented key is
 * taken as well, nested or dotted, with or without `http.sink.` in front.
 */
export interface HttpSinkConfig {
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
});

/** How a process treats one destination; the same for all writers that share it. */
export interface DestinationPolicy {
  /** `adaptive`: the limit of requests in flight follows latency and overload; `fixed`: it is the upper bound. */
  readonly concurrency: 'adaptive' | 'fixed';
  /** Upper bound of requests in flight; undefined is what the writers that send there may have together. */
  readonly maxInFlight: number | undefined;
  /** Bytes of URLs and bodies in flight at most; one request is always let through. */
  readonly maxInFlightBytes: number;
  /** Requests per second at most; undefined is no limit. */
  readonly ratePerSecond: number | undefined;
  /** Failures in a row that open the circuit breaker; 0 is no breaker. */
  readonly breakerFailures: number;
  /** How long the breaker is open at first; doubles with each probe that fails. */
  readonly breakerOpenMs: number;
  readonly breakerMaxOpenMs: number;
  /** Retries allowed for each first attempt; what goes beyond it waits. */
  readonly retryRatio: number;
  /** Breaker and retry ratio do not hold up a record that was accepted longer ago than this. */
  readonly maxDelayMs: number;
}

import type { MetricSpec } from '@weir/core';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Upper bounds of the buckets of the latency, in seconds. */
export const latencyBounds: readonly number[] = seconds;

/** Every metric of the HTTP sink; `docs/guide/metrics.md` says the same. */
export const sinkMetrics = {
  attempts: {
    name: 'weir_sink_attempts_total',
    help: 'Attempts that have ended, by status class (2xx) or class of the failure (timeout).',
  },
  outcomes: {
    name: 'weir_sink_outcomes_total',
    help: 'What attempts meant for their record: delivered, retry or reject.',
  },
  latency: {
    name: 'weir_sink_attempt_duration_seconds',
    help: 'Time from sending to the end of the answer, or to the failure.',
  },
  deadLetters: { name: 'weir_sink_dead_letters_total', help: 'Dead letters that a store has acknowledged, by reason.' },
  held: {
    name: 'weir_sink_held_records',
    help: 'Records held, by where they are: queued, in_flight, retrying or lettering.',
  },
  heldBytes: { name: 'weir_sink_held_bytes', help: 'Bytes of URLs and bodies of the records held.' },
  oldestHeld: {
    name: 'weir_sink_oldest_held_age_seconds',
    help: 'Time since the oldest record that is held was accepted; 0 when none is.',
  },
  destinationInFlight: {
    name: 'weir_destination_in_flight',
    help: 'Requests in flight to a destination, of all sinks of the process.',
  },
  destinationLimit: {
    name: 'weir_destination_concurrency_limit',
    help: 'Requests that may be in flight to a destination at this moment.',
  },
  destinationBreaker: {
    name: 'weir_destination_breaker_state',
    help: 'State of the circuit breaker of a destination: 0 closed, 1 half-open, 2 open.',
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

import type { Counter, Histogram, MetricLabels, Metrics, NetworkError } from '@weir/core';
import type { Outcome } from '../outcome/classify-outcome.js';
import type { SendResult } from '../send/http-transport.js';
import { latencyBounds, sinkMetrics } from './sink-metrics.js';

const statusClasses = ['0xx', '1xx', '2xx', '3xx', '4xx', '5xx', '6xx', '7xx', '8xx', '9xx'] as const;

type Result = (typeof statusClasses)[number] | NetworkError;

/** Counts the attempts of one sink at one destination. */
export class DestinationMeter {
  readonly #metrics: Metrics;
  readonly #labels: MetricLabels;
  readonly #attempts = new Map<Result, Counter>();
  readonly #outcomes: Readonly<Record<Outcome['kind'], Counter>>;
  readonly #latency: Histogram;

  constructor(metrics: Metrics, labels: MetricLabels) {
    this.#metrics = metrics;
    this.#labels = labels;
    const counter = (outcome: Outcome['kind']): Counter =>
      metrics.counter(sinkMetrics.outcomes, { ...labels, outcome });
    this.#outcomes = { delivered: counter('delivered'), retry: counter('retry'), reject: counter('reject') };
    this.#latency = metrics.histogram(sinkMetrics.latency, latencyBounds, labels);
  }

  /** @param outcome undefined when nobody could say what the attempt means */
  attempt(result: SendResult, outcome: Outcome | undefined, durationMs: number): void {
    const of = result.kind === 'failed' ? result.error : (statusClasses[Math.trunc(result.status / 100)] ?? '9xx');
    this.#counterOf(of).value += 1;
    if (outcome) this.#outcomes[outcome.kind].value += 1;
    this.#latency.observe(durationMs / 1_000);
  }

  #counterOf(result: Result): Counter {
    const known = this.#attempts.get(result);
    if (known) return known;
    const counter = this.#metrics.counter(sinkMetrics.attempts, { ...this.#labels, result });
    this.#attempts.set(result, counter);
    return counter;
  }
}

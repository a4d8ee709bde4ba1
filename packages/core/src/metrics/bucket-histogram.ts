import type { Histogram, MetricLabels } from '../ports/metrics.js';
import type { HistogramSample } from './metric-family.js';

/** A histogram with fixed bounds. */
export class BucketHistogram implements Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = [...bounds, Infinity];
    this.#counts = this.#bounds.map(() => 0);
  }

  observe(value: number): void {
    let bucket = 0;
    // A dozen comparisons at most, and most values are in the first buckets.
    while (value > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
  }

  sample(labels: MetricLabels): HistogramSample {
    let count = 0;
    const buckets = this.#bounds.map((bound, i) => ({ bound, count: (count += this.#counts[i] ?? 0) }));
    return { labels, sum: this.#sum, count, buckets };
  }
}

import type { MetricLabels, MetricSample, MetricSpec } from '../ports/metrics.js';

/** What a histogram has counted. */
export interface HistogramSample {
  readonly labels: MetricLabels;
  readonly sum: number;
  readonly count: number;
  /** How many values were at most `bound`, those of lower bounds included; the last bound is Infinity. */
  readonly buckets: readonly { readonly bound: number; readonly count: number }[];
}

/** A metric with all its samples, as it is at a moment. */
export type MetricFamily =
  | (MetricSpec & { readonly type: 'counter' | 'gauge'; readonly samples: readonly MetricSample[] })
  | (MetricSpec & { readonly type: 'histogram'; readonly samples: readonly HistogramSample[] });

/** Values by label name. Labels are bounded: never a record, a path or anything else that there is one of per record. */
export type MetricLabels = Readonly<Record<string, string>>;

/** What a metric is; the same name always comes with the same spec. */
export interface MetricSpec {
  /** In the style of Prometheus: `weir_sink_attempts_total`, with the unit in the name. */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
}

/** What only rises. Add to `value` directly: that is all it costs. */
export interface Counter {
  value: number;
}

/** How values are distributed. */
export interface Histogram {
  observe(value: number): void;
}

/** One value with its labels. */
export interface MetricSample {
  readonly labels: MetricLabels;
  readonly value: number;
}

/** Reads gauges when somebody looks. */
export type GaugeReader = () => Iterable<MetricSample>;

/**
 * Where measurements are kept until somebody looks at them. Counting is adding to a plain number; whatever has to be
 * worked out is worked out when it is looked at.
 */
export interface Metrics {
  /** The counter with this name and these labels, always the same one: also over the restarts of a job. */
  counter(spec: MetricSpec, labels: MetricLabels): Counter;
  /** The same for a histogram. @param bounds upper bounds of its buckets, ascending, without infinity */
  histogram(spec: MetricSpec, bounds: readonly number[], labels: MetricLabels): Histogram;
  /**
   * Has `read` called for each look. Samples of several readers with the same labels become one.
   *
   * @param combine how: `sum`, or `max` where each of them knows the whole
   * @returns how to end it
   */
  gauge(spec: MetricSpec, combine: 'sum' | 'max', read: GaugeReader): () => void;
  /** `value` as a value of the label called `name`, or `other` when that has too many different ones already. */
  bounded(name: string, value: string): string;
}

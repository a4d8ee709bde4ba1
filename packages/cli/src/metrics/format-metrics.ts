import type { HistogramSample, MetricFamily } from '@weir/core';
import { Counter, Gauge, Histogram, Registry, type MetricObject, type MetricType } from 'prom-client';

/** A histogram that was counted elsewhere: prom-client has no way to set one. */
class CountedHistogram extends Histogram {
  readonly #family: Omit<MetricObject, 'collect'>;
  readonly #samples: readonly HistogramSample[];

  constructor({ name, help }: MetricFamily, samples: readonly HistogramSample[], registry: Registry) {
    super({ name, help, registers: [registry] });
    // Types are declared as an enum of numbers that does not exist; the library itself uses names.
    const type = 'histogram' as unknown as MetricType.Histogram;
    this.#family = { name, help, type, aggregator: 'sum' };
    this.#samples = samples;
  }

  override get(): ReturnType<Histogram['get']> {
    const { name } = this.#family;
    const values = this.#samples.flatMap(({ labels, buckets, sum, count }) => [
      ...buckets.map(({ bound, count: upTo }) => {
        const le = bound === Infinity ? '+Inf' : String(bound);
        return { labels: { ...labels, le }, value: upTo, metricName: `${name}_bucket` };
      }),
      { labels, value: sum, metricName: `${name}_sum` },
      { labels, value: count, metricName: `${name}_count` },
    ]);
    return Promise.resolve({ ...this.#family, collect: () => undefined, values });
  }

  /** What the registry asks for when it writes text. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }
}

function register(family: MetricFamily, registry: Registry): void {
  if (family.type === 'histogram') {
    new CountedHistogram(family, family.samples, registry);
    return;
  }
  const { name, help } = family;
  const labelNames = [...new Set(family.samples.flatMap(({ labels }) => Object.keys(labels)))];
  const settings = { name, help, labelNames, registers: [registry] };
  if (family.type === 'counter') {
    const counter = new Counter(settings);
    for (const { labels, value } of family.samples) counter.inc(labels, value);
  } else {
    const gauge = new Gauge(settings);
    for (const { labels, value } of family.samples) gauge.set(labels, value);
  }
}

/** `families` in the text format of Prometheus 0.0.4. */
export function formatMetrics(families: readonly MetricFamily[]): Promise<string> {
  const registry = new Registry();
  for (const family of families) register(family, registry);
  return registry.metrics();
}

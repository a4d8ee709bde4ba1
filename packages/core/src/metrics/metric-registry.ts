import type {
  Counter,
  GaugeReader,
  Histogram,
  MetricLabels,
  Metrics,
  MetricSample,
  MetricSpec,
} from '../ports/metrics.js';
import { BucketHistogram } from './bucket-histogram.js';
import type { MetricFamily } from './metric-family.js';

/** Different values of a bounded label; later ones are `other`. */
const boundedValues = 100;

interface Labelled<T> {
  readonly labels: MetricLabels;
  readonly of: T;
}

type Family =
  | { readonly spec: MetricSpec; readonly type: 'counter'; readonly members: Map<string, Labelled<Counter>> }
  | { readonly spec: MetricSpec; readonly type: 'histogram'; readonly members: Map<string, Labelled<BucketHistogram>> }
  | {
      readonly spec: MetricSpec;
      readonly type: 'gauge';
      readonly combine: 'sum' | 'max';
      readonly readers: Set<GaugeReader>;
    };

const nameOf = (labels: MetricLabels): string => JSON.stringify(Object.entries(labels).sort());

/** All metrics of a job, for whoever publishes them. Nothing happens here but when {@link collect} is called. */
export class MetricRegistry implements Metrics {
  readonly #families = new Map<string, Family>();
  readonly #bounded = new Map<string, Set<string>>();

  counter(spec: MetricSpec, labels: MetricLabels): Counter {
    const family = this.#family(spec, 'counter', () => ({ spec, type: 'counter', members: new Map() }));
    return member(family.members, labels, () => ({ value: 0 }));
  }

  histogram(spec: MetricSpec, bounds: readonly number[], labels: MetricLabels): Histogram {
    const family = this.#family(spec, 'histogram', () => ({ spec, type: 'histogram', members: new Map() }));
    return member(family.members, labels, () => new BucketHistogram(bounds));
  }

  gauge(spec: MetricSpec, combine: 'sum' | 'max', read: GaugeReader): () => void {
    const { readers } = this.#family(spec, 'gauge', () => ({ spec, type: 'gauge', combine, readers: new Set() }));
    readers.add(read);
    return () => {
      readers.delete(read);
    };
  }

  bounded(name: string, value: string): string {
    let values = this.#bounded.get(name);
    if (!values) this.#bounded.set(name, (values = new Set()));
    if (values.has(value)) return value;
    if (values.size >= boundedValues) return 'other';
    values.add(value);
    return value;
  }

  /** Every metric as it is now, in the order of their first use. */
  collect(): MetricFamily[] {
    return [...this.#families.values()].map((family): MetricFamily => {
      if (family.type === 'gauge') return { ...family.spec, type: 'gauge', samples: readAll(family) };
      if (family.type === 'histogram') {
        const samples = Array.from(family.members.values(), ({ labels, of }) => of.sample(labels));
        return { ...family.spec, type: 'histogram', samples };
      }
      const samples = Array.from(family.members.values(), ({ labels, of }) => ({ labels, value: of.value }));
      return { ...family.spec, type: 'counter', samples };
    });
  }

  #family<T extends Family['type']>(
    { name }: MetricSpec,
    type: T,
    create: () => Extract<Family, { type: T }>,
  ): Extract<Family, { type: T }> {
    const known = this.#families.get(name) ?? create();
    if (known.type !== type) throw new TypeError(`The metric ${name} is a ${known.type} and no ${type}.`);
    this.#families.set(name, known);
    return known as Extract<Family, { type: T }>;
  }
}

function member<T>(members: Map<string, Labelled<T>>, labels: MetricLabels, create: () => T): T {
  const name = nameOf(labels);
  let known = members.get(name);
  if (!known) members.set(name, (known = { labels, of: create() }));
  return known.of;
}

function readAll({ readers, combine }: Extract<Family, { type: 'gauge' }>): MetricSample[] {
  const samples = new Map<string, MetricSample>();
  for (const read of readers) {
    for (const { labels, value } of read()) {
      const name = nameOf(labels);
      const before = samples.get(name)?.value ?? (combine === 'sum' ? 0 : -Infinity);
      samples.set(name, { labels, value: combine === 'sum' ? before + value : Math.max(before, value) });
    }
  }
  return [...samples.values()];
}

import { MetricRegistry } from './metric-registry.js';

const spec = (name: string) => ({ name, help: 'A metric.' });

test('a counter with the same labels is the same counter, in whatever order they stand', () => {
  const registry = new MetricRegistry();
  registry.counter(spec('a_total'), { x: '1', y: '2' }).value += 2;
  registry.counter(spec('a_total'), { y: '2', x: '1' }).value += 1;
  registry.counter(spec('a_total'), { x: '2', y: '2' }).value += 1;
  expect(registry.collect()).toEqual([
    {
      ...spec('a_total'),
      type: 'counter',
      samples: [
        { labels: { x: '1', y: '2' }, value: 3 },
        { labels: { x: '2', y: '2' }, value: 1 },
      ],
    },
  ]);
});

test('a histogram counts up to and with each bound', () => {
  const registry = new MetricRegistry();
  const histogram = registry.histogram(spec('seconds'), [0.1, 1], {});
  for (const value of [0.05, 0.1, 0.5, 7]) histogram.observe(value);
  const buckets = [
    { bound: 0.1, count: 2 },
    { bound: 1, count: 3 },
    { bound: Infinity, count: 4 },
  ];
  expect(registry.collect()).toMatchObject([{ samples: [{ labels: {}, sum: 7.65, count: 4, buckets }] }]);
});

test('gauges are read when somebody looks; those with the same labels become one', () => {
  const registry = new MetricRegistry();
  let held = 1;
  const sample = (value: number) => [{ labels: { sink: 'a' }, value }];
  const end = registry.gauge(spec('held'), 'sum', () => sample(held));
  registry.gauge(spec('held'), 'sum', () => sample(2));
  registry.gauge(spec('age'), 'max', () => sample(3));
  registry.gauge(spec('age'), 'max', () => sample(1));
  const values = () => registry.collect().map(({ samples }) => samples);
  expect(values()).toEqual([sample(3), sample(3)]);
  held = 5;
  expect(values()).toEqual([sample(7), sample(3)]);
  end();
  expect(values()).toEqual([sample(2), sample(3)]);
});

test('a bounded label has so many values and not more', () => {
  const registry = new MetricRegistry();
  const values = Array.from({ length: 1_000 }, (_, i) => registry.bounded('destination', `host-${i}`));
  expect(new Set(values).size).toBe(101);
  expect([values[0], values[999], registry.bounded('destination', 'host-5')]).toEqual(['host-0', 'other', 'host-5']);
});

test('one name is one kind of metric', () => {
  const registry = new MetricRegistry();
  registry.counter(spec('a'), {});
  expect(() => registry.gauge(spec('a'), 'sum', () => [])).toThrow('The metric a is a counter and no gauge.');
});

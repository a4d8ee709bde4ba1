import { MetricRegistry } from '@weir/core';
import { formatMetrics } from './format-metrics.js';

test('counters, gauges and histograms in the text format of Prometheus', async () => {
  const registry = new MetricRegistry();
  registry.counter({ name: 'a_total', help: 'Counts.' }, { sink: 'x"y' }).value = 3;
  registry.gauge({ name: 'b', help: 'Is.' }, 'sum', () => [{ labels: {}, value: 1.5 }]);
  registry.histogram({ name: 'c_seconds', help: 'Takes.' }, [0.1, 1], { sink: 's' }).observe(0.5);
  expect(await formatMetrics(registry.collect())).toBe(
    [
      '# HELP a_total Counts.',
      '# TYPE a_total counter',
      'a_total{sink="x\\"y"} 3',
      '',
      '# HELP b Is.',
      '# TYPE b gauge',
      'b 1.5',
      '',
      '# HELP c_seconds Takes.',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{sink="s",le="0.1"} 0',
      'c_seconds_bucket{sink="s",le="1"} 1',
      'c_seconds_bucket{sink="s",le="+Inf"} 1',
      'c_seconds_sum{sink="s"} 0.5',
      'c_seconds_count{sink="s"} 1',
      '',
    ].join('\n'),
  );
});

import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricRegistry, StreamingJob, type StreamingContext } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';
import { startEndpoint } from '@weir/testing';
import { root } from './docs/markdown-file.js';

const guide = readFileSync(join(root, 'docs/guide/metrics.md'), 'utf8');

/** Type and label names of each metric in the tables of the guide. */
const documented = new Map(
  [...guide.matchAll(/^\| `(weir_\w+)` *\| (\w+) *\| ([^|]*)\|/gm)].map(([, name = '', type, labels = '']) => [
    name,
    [type, [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label).sort()],
  ]),
);

test('the guide names every metric, with its type and labels', async () => {
  await using endpoint = await startEndpoint({
    script: [503, { kind: 'held', then: { kind: 'status', status: 404 } }],
  });
  const url = endpoint.url;
  class Job extends StreamingJob {
    handle(context: StreamingContext): void {
      new HttpSink(context, { config: { 'backoff.initial': 0 } }).post(context.fromElements(url));
    }
  }
  const directory = await mkdtemp(join(tmpdir(), 'weir-metrics-'));
  const metrics = new MetricRegistry();
  const running = runLocal(Job, { metrics, conf: { 'http.sink.failover.file.path': directory } });
  await endpoint.waitFor(({ counts }) => counts.held === 1);
  const during = metrics.collect();
  endpoint.release();
  await running;
  await rm(directory, { recursive: true });
  // Counters stay, and a letter is counted only at the end.
  const seen = [
    ...metrics.collect().filter(({ type }) => type !== 'gauge'),
    ...during.filter(({ type }) => type === 'gauge'),
  ];
  const found = seen.map(({ name, type, samples }) => [name, [type, Object.keys(samples[0]?.labels ?? {}).sort()]]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(documented));
});

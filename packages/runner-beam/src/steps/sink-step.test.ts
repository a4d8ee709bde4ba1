import { Parameters, type SinkNode } from '@weir/core';
import { collectSink, MemoryLogger, type CollectSink } from '@weir/testing';
import type { WindowedValue } from '../wire/coders.js';
import { Parcel } from '../wire/parcel.js';
import { SinkStep } from './sink-step.js';

const header = Buffer.alloc(0);

function records(...values: readonly number[]): WindowedValue {
  const batch = { origin: { split: 'numbers/0', branch: '' }, values, positions: values };
  return { header, value: new Parcel(0, batch) };
}

/** A step in front of `sink`, and what it reports. */
function stepTo(
  sink: CollectSink<unknown>,
  maxHoldMs: number,
): { readonly step: SinkStep; readonly reports: unknown[] } {
  const reports: unknown[] = [];
  const node: SinkNode = { kind: 'sink', id: 'out', name: 'out', parallelism: 1, sink };
  const options = { job: 'job', node, parameters: new Parameters(), logger: new MemoryLogger(), maxHoldMs };
  const step = new SinkStep(options, ({ value }) => void reports.push(...(value as Parcel).batch.values));
  return { step, reports };
}

test('a bundle ends when what it wrote is delivered, and the next one counts from there', async () => {
  const sink = collectSink<unknown>({ paused: true });
  const { step, reports } = stepTo(sink, 60_000);
  await step.process(records(1, 2));
  const finished = step.finish();
  expect(reports).toEqual([]);
  sink.resume();
  await finished;
  await step.process(records(3));
  await step.finish();
  expect(reports).toEqual([
    { accepted: 2, delivered: 2, deadLettered: 0, held: 0 },
    { accepted: 1, delivered: 1, deadLettered: 0, held: 0 },
  ]);
  expect(sink.openWriters).toBe(1);
  await step.close();
  expect(sink.openWriters).toBe(0);
});

test('what a bundle holds longer than it may is dead-lettered, and the next bundle delivers again', async () => {
  const sink = collectSink<unknown>({ paused: true });
  const { step, reports } = stepTo(sink, 1);
  await step.process(records(1, 2));
  await step.finish();
  expect(sink.abandoned.map(({ value }) => value)).toEqual([1, 2]);
  sink.resume();
  await step.process(records(3));
  await step.finish();
  expect(sink.values).toEqual([3]);
  expect(reports).toEqual([
    { accepted: 2, delivered: 0, deadLettered: 2, held: 0 },
    { accepted: 1, delivered: 1, deadLettered: 0, held: 0 },
  ]);
});

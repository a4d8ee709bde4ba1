import { systemClock, type MapAsyncOperator } from '@weir/core';
import type { WindowedValue } from '../wire/coders.js';
import { Parcel } from '../wire/parcel.js';
import { AsyncStep } from './async-step.js';

const header = Buffer.alloc(0);

function records(...values: readonly number[]): WindowedValue {
  const batch = { origin: { split: 'numbers/0', branch: '' }, values, positions: values };
  return { header, value: new Parcel(0, batch) };
}

/** A step over a function whose calls end when the test says so. */
function manualStep(options: { concurrency: number; ordered: boolean }): {
  readonly step: AsyncStep;
  readonly calls: Map<number, (result: unknown) => void>;
  readonly left: unknown[][];
} {
  const calls = new Map<number, (result: unknown) => void>();
  const left: unknown[][] = [];
  const fn = (value: unknown): Promise<unknown> => new Promise((resolve) => calls.set(value as number, resolve));
  const operator: MapAsyncOperator = { kind: 'mapAsync', fn, timeoutMs: 60_000, ...options };
  const emit = ({ value }: WindowedValue): void => void left.push([...(value as Parcel).batch.values]);
  return {
    step: new AsyncStep({ operator, onError: 'fail', label: 'mapAsync', clock: systemClock }, emit),
    calls,
    left,
  };
}

test('calls of several batches run at the same time, no more than allowed, and batches leave in order', async () => {
  const { step, calls, left } = manualStep({ concurrency: 3, ordered: true });
  await step.process(records(1, 2));
  const second = step.process(records(3, 4));
  await new Promise(setImmediate);
  expect([...calls.keys()]).toEqual([1, 2, 3]);
  calls.get(3)?.('c');
  await second;
  calls.get(4)?.('d');
  await new Promise(setImmediate);
  expect(left).toEqual([]);
  calls.get(1)?.('a');
  calls.get(2)?.('b');
  await step.finish();
  expect(left).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('unordered, a batch leaves as soon as it is done', async () => {
  const { step, calls, left } = manualStep({ concurrency: 2, ordered: false });
  await step.process(records(1));
  await step.process(records(2));
  calls.get(2)?.('b');
  await new Promise(setImmediate);
  expect(left).toEqual([['b']]);
  calls.get(1)?.('a');
  await step.finish();
  expect(left).toEqual([['b'], ['a']]);
});

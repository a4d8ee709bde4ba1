import { Parameters, StreamingJob, configureJob, drawGraph, type SourceNode, type StreamingContext } from '@weir/core';
import {
  collectSink,
  ManualClock,
  MemoryLogger,
  scriptedSource,
  type ScriptedSource,
  type SourceStep,
} from '@weir/testing';
import type { NodeState } from '../checkpoint/checkpoint.js';
import { BatchSizer } from './batch-sizer.js';
import type { Item } from './flow.js';
import { SourceFlow } from './source-flow.js';

let source: ScriptedSource<number>;
let flow: SourceFlow;
let acknowledged: [checkpoint: number, state: NodeState][];

/** Opens one flow over the scripted source, at `position` of its only split. */
async function open(steps: readonly SourceStep<number>[], position?: number): Promise<void> {
  source = scriptedSource(steps);
  class Job extends StreamingJob {
    handle(context: StreamingContext): void {
      context.addSource(source).uid('numbers').addSink(collectSink());
    }
  }
  const job = new Job();
  const { nodes } = drawGraph(job, configureJob(job, new Parameters()), new Parameters());
  const node = nodes[0] as SourceNode;
  const [split] = await node.source.splits(1);
  const context = { clock: new ManualClock(), logger: new MemoryLogger() };
  const reader = await node.source.createReader(split ?? { id: '0' }, position, context);
  acknowledged = [];
  const { signal } = new AbortController();
  const acknowledge = (_: unknown, checkpoint: number, state: NodeState): void => {
    acknowledged.push([checkpoint, state]);
  };
  flow = new SourceFlow({ node, sizer: new BatchSizer(), reports: { acknowledge }, signal }, [
    { split: split ?? { id: '0' }, reader },
  ]);
}

function shown(item: Item | undefined): unknown {
  return item?.kind === 'batch' ? item.batch.values : item;
}

function positions(): unknown[] {
  return acknowledged.map(([checkpoint, { splits }]) => [checkpoint, splits?.[0]?.position, splits?.[0]?.finished]);
}

const barrier = (checkpoint: number): object => ({ kind: 'barrier', checkpoint });

test('a barrier goes out while a read is pending, with the position behind the last batch that was handed on', async () => {
  await open([{ kind: 'give', values: [1, 2] }, { kind: 'wait' }, { kind: 'give', values: [3] }]);
  expect(shown(await flow.pull())).toEqual([1, 2]);
  const pulled = flow.pull();
  await source.waitUntilWaiting();
  flow.trigger(7);
  expect(await pulled).toEqual(barrier(7));
  expect(positions()).toEqual([[7, 2, false]]);
  source.release();
  expect(shown(await flow.pull())).toEqual([3]);
});

test('what was read and not handed on is behind the barrier', async () => {
  await open([{ kind: 'give', values: [1] }, { kind: 'wait' }, { kind: 'give', values: [2] }]);
  await flow.pull();
  const pulled = flow.pull();
  await source.waitUntilWaiting();
  // In one turn: the read gives its record while the barrier is due.
  source.release();
  flow.trigger(1);
  expect(await pulled).toEqual(barrier(1));
  expect(positions()).toEqual([[1, 1, false]]);
  expect(shown(await flow.pull())).toEqual([2]);
  flow.trigger(2);
  expect(await flow.pull()).toEqual(barrier(2));
  expect(positions()).toEqual([
    [1, 1, false],
    [2, 2, false],
  ]);
});

test('before the first record the position is the one that it was opened at', async () => {
  await open([{ kind: 'give', values: [1, 2, 3] }], 2);
  flow.trigger(1);
  expect(await flow.pull()).toEqual(barrier(1));
  expect(positions()).toEqual([[1, 2, false]]);
  expect(shown(await flow.pull())).toEqual([3]);
});

test('a source that has ended answers at once, and says that it is finished', async () => {
  await open([{ kind: 'give', values: [1] }]);
  await flow.pull();
  expect(await flow.pull()).toBeUndefined();
  flow.trigger(1);
  expect(positions()).toEqual([[1, undefined, true]]);
  expect(flow.isFinished()).toBe(true);
});

test('a barrier that nobody pulled before the next was triggered is not sent: its checkpoint was given up', async () => {
  await open([{ kind: 'give', values: [1] }]);
  flow.trigger(1);
  flow.trigger(2);
  expect(await flow.pull()).toEqual(barrier(2));
  expect(shown(await flow.pull())).toEqual([1]);
});

test('while it is paused, by whomever, no record goes out, but barriers do', async () => {
  await open([{ kind: 'give', values: [1] }]);
  flow.pause();
  flow.pause();
  flow.resume();
  const first = flow.pull();
  flow.trigger(1);
  expect(await first).toEqual(barrier(1));
  const second = flow.pull();
  flow.resume();
  expect(shown(await second)).toEqual([1]);
});

test('stopped, it gives up its read, sends a barrier that is due, and ends; what is left is not finished', async () => {
  await open([{ kind: 'give', values: [1] }, { kind: 'wait' }]);
  await flow.pull();
  const pulled = flow.pull();
  await source.waitUntilWaiting();
  flow.trigger(1);
  flow.stop();
  expect(await pulled).toEqual(barrier(1));
  expect(await flow.pull()).toBeUndefined();
  flow.trigger(2);
  expect(positions()).toEqual([
    [1, 1, false],
    [2, 1, false],
  ]);
  expect([flow.isFinished(), source.isWaiting]).toEqual([false, false]);
});

test('stopped while it is paused, it ends', async () => {
  await open([{ kind: 'give', values: [1] }]);
  flow.pause();
  const pulled = flow.pull();
  flow.stop();
  expect(await pulled).toBeUndefined();
});

import {
  configureJob,
  drawGraph,
  hashKey,
  Parameters,
  StreamingJob,
  type JobGraph,
  type StateUnit,
  type StreamingContext,
} from '@weir/core';
import { collectSink } from '@weir/testing';
import type { Checkpoint, NodeState } from './checkpoint.js';
import { RestoredState } from './restored-state.js';

class Orders extends StreamingJob {
  handle(context: StreamingContext): void {
    const numbers = context.generate().uid('numbers');
    const priced = numbers.map((n) => n).mapAsync((n) => Promise.resolve(n));
    priced.uid('price').addSink(collectSink()).uid('orders');
  }
}

function graphOf(): JobGraph {
  const job = new Orders();
  const parameters = new Parameters();
  return drawGraph(job, configureJob(job, parameters), parameters);
}

function checkpointOf(nodes: Record<string, NodeState>): Checkpoint {
  return { version: 1, job: 'Orders', id: 4, at: 0, nodes };
}

function restoredUnits(units: readonly StateUnit[], parallelism: number): (readonly StateUnit[])[] {
  const state = new RestoredState(checkpointOf({ numbers: {}, price: {}, orders: { units } }), graphOf(), false);
  return Array.from({ length: parallelism }, (_, subtask) => state.units('orders', subtask, parallelism));
}

test('a checkpoint that fits the graph is taken', () => {
  const state = new RestoredState(checkpointOf({ numbers: {}, price: {}, orders: {} }), graphOf(), false);
  expect(state.sink('orders', 0, 1)).toEqual({ units: [], counters: {} });
});

test('without a checkpoint every node begins anew', () => {
  const state = new RestoredState(undefined, graphOf(), false);
  expect([state.splits('numbers'), state.sink('orders', 0, 1), state.units('price', 0, 1)]).toEqual([
    undefined,
    undefined,
    [],
  ]);
});

test('a changed graph is refused: which state has no node, which node has no state, and what to do', () => {
  const old = checkpointOf({ numbers: {}, 'old-orders': {}, lookup: {} });
  expect(() => new RestoredState(old, graphOf(), false)).toThrow(
    expect.objectContaining({
      code: 'CHECKPOINT_STATE_MISMATCH',
      message:
        'Checkpoint 4 does not fit the graph of Orders: state without a node: old-orders, lookup; ' +
        'nodes without state: price, orders. Give nodes a uid so that they keep their state, use ' +
        '--allow-non-restored-state to drop what does not fit, or --fresh to begin anew.',
      details: { orphans: ['old-orders', 'lookup'], newcomers: ['price', 'orders'] },
    }) as Error,
  );
});

test('a changed graph is taken when that is asked for: what fits is restored, the rest begins anew', () => {
  const splits = [{ split: { id: '0' }, position: 5, finished: false }];
  const state = new RestoredState(checkpointOf({ numbers: { splits }, lookup: {} }), graphOf(), true);
  expect(state.splits('numbers')).toEqual(splits);
  expect(state.sink('orders', 0, 1)).toBeUndefined();
});

test('records with a key go to the subtask that the key belongs to, at any parallelism', () => {
  const units = Array.from({ length: 100 }, (_, i) => ({ key: `key-${i % 20}`, value: i }));
  for (const parallelism of [1, 2, 3, 7]) {
    const shares = restoredUnits(units, parallelism);
    expect(shares.flat()).toHaveLength(100);
    for (const [subtask, share] of shares.entries()) {
      for (const { key } of share) expect(hashKey(key ?? '') % parallelism).toBe(subtask);
    }
  }
});

test('records without a key are dealt out in turn, each once', () => {
  const units = Array.from({ length: 10 }, (_, value) => ({ value }));
  const values = restoredUnits(units, 3).map((share) => share.map(({ value }) => value));
  expect(values).toEqual([
    [0, 3, 6, 9],
    [1, 4, 7],
    [2, 5, 8],
  ]);
});

test('sums go on in one subtask only, so that they are counted once', () => {
  const nodes = { numbers: {}, price: {}, orders: { counters: { delivered: 5 } } };
  const state = new RestoredState(checkpointOf(nodes), graphOf(), false);
  expect([0, 1].map((subtask) => state.sink('orders', subtask, 2)?.counters)).toEqual([{ delivered: 5 }, {}]);
});

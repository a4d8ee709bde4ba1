import type { Batch } from '../record/batch.js';
import { createPartitioner, hashKey } from './partition-batch.js';

const origin = { split: 'numbers/0', branch: '' };

function batchOf(values: readonly number[], keys?: readonly string[]): Batch<unknown> {
  return { origin, values, positions: values, ...(keys && { keys }) };
}

test('forward keeps a batch on the channel of its subtask', () => {
  const batch = batchOf([1, 2]);
  expect(createPartitioner('forward', 2, 4)(batch)).toEqual([[2, batch]]);
});

test('rebalance gives every channel its share of one large batch, lineage included', () => {
  const routed = createPartitioner('rebalance', 0, 3)(batchOf([0, 1, 2, 3, 4, 5, 6]));
  expect(routed.map(([channel, part]) => [channel, part.values, part.positions])).toEqual([
    [0, [0, 1, 2], [0, 1, 2]],
    [1, [3, 4, 5], [3, 4, 5]],
    [2, [6], [6]],
  ]);
});

test('rebalance lets single records take turns', () => {
  const partition = createPartitioner('rebalance', 1, 3);
  const channels = [10, 11, 12, 13].map((value) => partition(batchOf([value]))[0]?.[0]);
  expect(channels).toEqual([1, 2, 0, 1]);
});

test('hash sends every record of a key to one channel and loses none', () => {
  const values = Array.from({ length: 200 }, (_, i) => i);
  const keys = values.map((value) => `key-${value % 20}`);
  const routed = createPartitioner('hash', 0, 4)(batchOf(values, keys));
  expect(routed.flatMap(([, part]) => part.values).sort((a, b) => Number(a) - Number(b))).toEqual(values);
  for (const [channel, part] of routed) {
    for (const key of part.keys ?? []) expect(hashKey(key) % 4).toBe(channel);
  }
});

test('near keys spread over the channels', () => {
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[hashKey(`user-${i}`) % 4]! += 1;
  for (const count of counts) expect(count).toBeGreaterThan(2_000);
});

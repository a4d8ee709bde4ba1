import type { ReadBatch, SourceNode, SourceReader } from '@weir/core';
import { MemoryLogger } from '@weir/testing';
import { SplitReading } from './split-reading.js';

/** A reader whose records come when the test says so; its position moves in that moment. */
function manualReader(): { readonly node: SourceNode; readonly give: (values: readonly number[]) => void } {
  let position = 0;
  let arrive: (batch: ReadBatch<unknown>) => void = () => undefined;
  const reader: SourceReader<unknown> = {
    read: () => new Promise((resolve) => (arrive = resolve)),
    position: () => position,
    close: () => undefined,
  };
  const source = {
    name: 'manual',
    traits: { bounded: false, rewindable: true, splittable: false },
    splits: () => [{ id: '0' }],
    createReader: () => reader,
  };
  return {
    node: { kind: 'source', id: 'manual', name: 'manual', parallelism: 1, source },
    give: (values) => {
      position += values.length;
      arrive({ values, positions: values });
    },
  };
}

test('a checkpoint while a read is under way has the position before it, and the records come later', async () => {
  const { node, give } = manualReader();
  const reading = await SplitReading.open(node, { split: { id: '0' }, subtask: 0 }, new MemoryLogger());
  expect(await reading.next(0)).toBe('pending');
  give([7, 8]);
  expect(reading.position).toBe(0);
  expect(await reading.next(Infinity)).toMatchObject({ values: [7, 8] });
  expect(reading.position).toBe(2);
});

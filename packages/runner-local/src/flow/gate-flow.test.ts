import type { Batch } from '@weir/core';
import { BoundedQueue } from '../channel/bounded-queue.js';
import { Wakeup } from '../channel/wakeup.js';
import type { Item } from './flow.js';
import { GateFlow } from './gate-flow.js';

let gate: GateFlow;
let left: BoundedQueue;
let right: BoundedQueue;

beforeEach(() => {
  const { signal } = new AbortController();
  const receiver = new Wakeup(signal);
  [left, right] = [0, 1].map((input) => new BoundedQueue({ sender: new Wakeup(signal), receiver, input })) as [
    BoundedQueue,
    BoundedQueue,
  ];
  gate = new GateFlow([left, right], receiver);
});

function batch(value: string): { kind: 'batch'; batch: Batch<unknown> } {
  return { kind: 'batch', batch: { origin: { split: 's/0', branch: '' }, values: [value], positions: [0] } };
}

function barrier(checkpoint: number): { kind: 'barrier'; checkpoint: number } {
  return { kind: 'barrier', checkpoint };
}

function fill(queue: BoundedQueue, ...entries: readonly (string | number)[]): void {
  for (const entry of entries) queue.push(typeof entry === 'string' ? batch(entry) : barrier(entry));
}

function shown(item: Item | undefined): unknown {
  return item?.kind === 'batch' ? item.batch.values[0] : item?.checkpoint;
}

/** Pulls `count` items: values of batches, numbers of barriers, undefined at the end. */
async function pull(count: number): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let i = 0; i < count; i++) items.push(shown(await gate.pull()));
  return items;
}

/** Whether a pull has to wait; what comes in the end is given. */
async function pullWaits(): Promise<{ readonly waits: boolean; readonly later: Promise<unknown> }> {
  let done = false;
  const later = gate.pull().then((item) => {
    done = true;
    return shown(item);
  });
  await new Promise(setImmediate);
  return { waits: !done, later };
}

test('nothing from behind a barrier comes before what is in front of it on another channel', async () => {
  fill(left, 'l1', 1, 'l2');
  fill(right, 'r1');
  expect(await pull(2)).toEqual(['l1', 'r1']);
  const { waits, later } = await pullWaits();
  expect(waits).toBe(true);
  fill(right, 'r2', 1, 'r3');
  expect(await later).toBe('r2');
  expect((await pull(3)).sort()).toEqual([1, 'l2', 'r3']);
});

test('a barrier passes once, when it has come on every channel', async () => {
  fill(left, 1);
  fill(right, 1);
  expect(await pull(1)).toEqual([1]);
  expect((await pullWaits()).waits).toBe(true);
});

test('a channel that has ended sends no barrier and holds none up; what it still has goes in front', async () => {
  fill(left, 'l1');
  left.end();
  fill(right, 1, 'r1');
  expect(await pull(3)).toEqual(['l1', 1, 'r1']);
});

test('a channel that ends while the others wait for its barrier lets it pass', async () => {
  fill(left, 1);
  const { waits, later } = await pullWaits();
  expect(waits).toBe(true);
  right.end();
  expect(await later).toBe(1);
  left.end();
  expect(await pull(1)).toEqual([undefined]);
});

test('a barrier that comes on one channel only because its checkpoint was given up holds nothing up', async () => {
  fill(left, 1, 'l1');
  expect((await pullWaits()).waits).toBe(true);
});

test('two checkpoints are never aligned with each other', async () => {
  // Checkpoint 1 was given up before it left the source on the right; what is between the lines is in front of 2.
  fill(left, 1, 'l1');
  fill(right, 'r1', 2, 'r2');
  expect((await pull(2)).sort()).toEqual(['l1', 'r1']);
  expect((await pullWaits()).waits).toBe(true);
});

test('the barrier of a later checkpoint takes the place of one that was given up, whichever comes first', async () => {
  fill(right, 'r1', 2, 'r2');
  expect(await pull(1)).toEqual(['r1']);
  fill(left, 1, 'l1', 2);
  expect(await pull(3)).toEqual(['l1', 2, 'r2']);
});

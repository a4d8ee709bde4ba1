import { setMaxListeners } from 'node:events';
import type { Batch, MapAsyncOperator, StateUnit } from '@weir/core';
import { ManualClock } from '@weir/testing';
import type { NodeState } from '../checkpoint/checkpoint.js';
import { Wakeup } from '../channel/wakeup.js';
import { AsyncFlow } from './async-flow.js';
import type { Flow, Item } from './flow.js';

const origin = { split: 'numbers/0', branch: '' };

/** An upstream that gives what the test pushes. */
class Upstream implements Flow {
  readonly #items: (Item | undefined)[] = [];
  readonly #news: Wakeup;
  pulled = 0;

  constructor(signal: AbortSignal) {
    this.#news = new Wakeup(signal);
  }

  push(...items: readonly (Item | undefined)[]): void {
    this.#items.push(...items);
    this.#news.wake();
  }

  async pull(): Promise<Item | undefined> {
    while (this.#items.length === 0) await this.#news.wait();
    this.pulled++;
    return this.#items.shift();
  }
}

function items(values: readonly number[], keys?: readonly string[]): Item {
  const batch: Batch<unknown> = { origin, values, positions: values, ...(keys && { keys }) };
  return { kind: 'batch', batch, input: 0 };
}

const barrier = (checkpoint: number): Item => ({ kind: 'barrier', checkpoint });

let abort: AbortController;
let upstream: Upstream;
let flow: AsyncFlow;
let states: Map<number, NodeState>;
let pauses: number;
/** Calls under way, by record. */
let calls: Map<unknown, (result: unknown) => void>;

function open(options: Partial<MapAsyncOperator> = {}, restored: readonly StateUnit[] = []): void {
  const fn = (value: unknown): Promise<unknown> => new Promise((resolve) => calls.set(value, resolve));
  const operator: MapAsyncOperator = {
    kind: 'mapAsync',
    fn,
    concurrency: 2,
    ordered: true,
    timeoutMs: 60_000,
    ...options,
  };
  const { signal } = abort;
  const acknowledge = (_: unknown, checkpoint: number, state: NodeState): void => void states.set(checkpoint, state);
  const brake = { pause: () => pauses++, resume: () => pauses-- };
  const reports = { acknowledge };
  const own = { node: 'price', onError: 'fail' as const, label: 'mapAsync "price"', clock: new ManualClock(), signal };
  flow = new AsyncFlow(upstream, { ...own, operator, reports, brake, restored });
}

beforeEach(() => {
  abort = new AbortController();
  setMaxListeners(0, abort.signal);
  upstream = new Upstream(abort.signal);
  states = new Map();
  calls = new Map();
  pauses = 0;
});

afterEach(() => abort.abort(new Error('the test is over')));

/** Lets everything run that can without the test. */
const settle = (): Promise<void> => new Promise(setImmediate);

function finish(...records: readonly number[]): void {
  for (const record of records) calls.get(record)?.(record * 10);
}

function shown(item: Item | undefined): unknown {
  return item?.kind === 'batch' ? item.batch.values : item;
}

function records(checkpoint: number): unknown[] | undefined {
  return states.get(checkpoint)?.units?.map(({ value }) => (value as { value: unknown }).value);
}

test('a barrier passes calls that take long; the records of those are the state', async () => {
  open();
  const pulled = flow.pull();
  upstream.push(items([1, 2]));
  await settle();
  flow.trigger(1);
  upstream.push(barrier(1), items([3]));
  expect(await pulled).toEqual(barrier(1));
  expect(records(1)).toEqual([1, 2]);
  finish(1, 2);
  expect(shown(await flow.pull())).toEqual([10, 20]);
});

test('what is done and cannot leave yet is state too, and comes behind the barrier', async () => {
  open();
  const pulled = flow.pull();
  upstream.push(items([1, 2]));
  await settle();
  finish(2);
  flow.trigger(1);
  upstream.push(barrier(1));
  expect(await pulled).toEqual(barrier(1));
  expect(records(1)).toEqual([1, 2]);
  finish(1);
  expect(shown(await flow.pull())).toEqual([10, 20]);
});

test('it takes in no more than it can work on, until a checkpoint is triggered; then the sources stand still', async () => {
  open();
  const pulled = flow.pull();
  upstream.push(items([1, 2]), items([3, 4]), barrier(1), items([5]));
  await settle();
  expect([upstream.pulled, calls.size]).toEqual([1, 2]);
  flow.trigger(1);
  expect(await pulled).toEqual(barrier(1));
  expect([records(1), calls.size, pauses]).toEqual([[1, 2, 3, 4], 2, 1]);
  // Behind the barrier it is as it was before: nothing more comes in.
  await settle();
  expect(upstream.pulled).toBe(3);
  finish(1, 2);
  expect(shown(await flow.pull())).toEqual([10, 20]);
  expect(pauses).toBe(0);
  await settle();
  finish(3, 4);
  expect(shown(await flow.pull())).toEqual([30, 40]);
});

test('over many checkpoints with calls that hang, nothing more comes in and one brake is on', async () => {
  open();
  const pulled = flow.pull();
  upstream.push(items([1, 2]), items([3, 4]), barrier(1));
  await settle();
  flow.trigger(1);
  expect(await pulled).toEqual(barrier(1));
  for (let checkpoint = 2; checkpoint < 50; checkpoint++) {
    flow.trigger(checkpoint);
    upstream.push(barrier(checkpoint));
    expect(await flow.pull()).toEqual(barrier(checkpoint));
    expect([records(checkpoint)?.length, pauses]).toEqual([4, 1]);
  }
});

test('restored, it works on what a checkpoint held before anything new, in its order, with lineage and key', async () => {
  open({ concurrency: 8 });
  const taken = flow.pull();
  upstream.push(items([1, 2, 3], ['a', 'b', 'c']), barrier(1));
  flow.trigger(1);
  await taken;
  const units = states.get(1)?.units ?? [];
  calls.clear();
  upstream = new Upstream(abort.signal);
  open({ concurrency: 8 }, units);
  upstream.push(items([4], ['d']), undefined);
  const out: Batch<unknown>[] = [];
  const pulled = flow.pull();
  await settle();
  expect([...calls.keys()]).toEqual([1, 2, 3, 4]);
  finish(4, 3, 2, 1);
  for (let item = await pulled; item; item = await flow.pull()) if (item.kind === 'batch') out.push(item.batch);
  expect(out.flatMap(({ values }) => values)).toEqual([10, 20, 30, 40]);
  expect(out.flatMap(({ positions }) => positions)).toEqual([1, 2, 3, 4]);
  expect(out.flatMap(({ keys }) => keys)).toEqual(['a', 'b', 'c', 'd']);
  expect(out.map((batch) => batch.origin.split)).toEqual(out.map(() => 'numbers/0'));
});

test('when its input has ended it draws the line itself, and answers at once when it has ended as well', async () => {
  open();
  const pulled = flow.pull();
  upstream.push(items([1]), undefined);
  await settle();
  flow.trigger(1);
  expect(await pulled).toEqual(barrier(1));
  expect(records(1)).toEqual([1]);
  finish(1);
  expect(shown(await flow.pull())).toEqual([10]);
  expect(await flow.pull()).toBeUndefined();
  flow.trigger(2);
  expect(records(2)).toEqual([]);
});

test('a barrier that an end comes in front of is drawn at the end', async () => {
  open();
  const pulled = flow.pull();
  await settle();
  flow.trigger(1);
  upstream.push(items([1]), undefined);
  expect(await pulled).toEqual(barrier(1));
  expect(records(1)).toEqual([1]);
});

test('a record that cannot be kept fails the operator, and is named', async () => {
  open();
  const pulled = flow.pull();
  const odd = { origin, values: [() => undefined], positions: [0] };
  upstream.push({ kind: 'batch', batch: odd, input: 0 }, barrier(1));
  flow.trigger(1);
  await expect(pulled).rejects.toMatchObject({
    code: 'ELEMENT_NOT_ENCODABLE',
    message: expect.stringContaining('mapAsync "price"') as string,
  });
});

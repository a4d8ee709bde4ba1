import type { Batch, SinkWriter } from '@weir/core';
import { collectSink, createWriterHarness, type CollectSink } from '@weir/testing';
import type { NodeState } from '../checkpoint/checkpoint.js';
import { Wakeup } from '../channel/wakeup.js';
import type { Flow, Item } from '../flow/flow.js';
import { SinkSubtask } from './sink-subtask.js';

/** A flow that gives what the test pushes. */
class Pushed implements Flow {
  readonly #items: (Item | undefined)[] = [];
  readonly #news = new Wakeup(new AbortController().signal);

  push(...items: readonly (Item | undefined)[]): void {
    this.#items.push(...items);
    this.#news.wake();
  }

  async pull(): Promise<Item | undefined> {
    while (this.#items.length === 0) await this.#news.wait();
    return this.#items.shift();
  }
}

let flow: Pushed;
let sink: CollectSink<number>;
let subtask: SinkSubtask;
let answers: [checkpoint: number, units: number | undefined][];
let pauses: number;
let failures: unknown[];
let running: Promise<void>;

function start(writer: SinkWriter<unknown>): void {
  const acknowledge = (_: unknown, checkpoint: number, state: NodeState): void => {
    answers.push([checkpoint, state.units?.length]);
  };
  subtask = new SinkSubtask(flow, writer, {
    node: 'orders',
    reports: { acknowledge },
    brake: { pause: () => pauses++, resume: () => pauses-- },
    signal: new AbortController().signal,
    fail: (error) => void failures.push(error),
  });
  running = (async () => {
    while (await subtask.cycle());
  })();
}

async function openWriter(capacity: number): Promise<SinkWriter<unknown>> {
  sink = collectSink<number>({ capacity, paused: true });
  return (await createWriterHarness(sink)).writer;
}

beforeEach(() => {
  flow = new Pushed();
  answers = [];
  failures = [];
  pauses = 0;
});

const settle = (): Promise<void> => new Promise(setImmediate);
const barrier = (checkpoint: number): Item => ({ kind: 'barrier', checkpoint });

function records(from: number, count: number): Item {
  const values = Array.from({ length: count }, (_, i) => from + i);
  const batch: Batch<unknown> = { origin: { split: 's/0', branch: '' }, values, positions: values };
  return { kind: 'batch', batch, input: 0 };
}

test('a full sink takes what is in front of a barrier beyond its capacity, and nothing that is behind it', async () => {
  start(await openWriter(10));
  flow.push(records(0, 25), records(25, 25), barrier(1), records(50, 25));
  await settle();
  expect([sink.ledger().held, answers]).toEqual([10, []]);
  subtask.trigger(1);
  await settle();
  expect([sink.ledger().held, answers, pauses]).toEqual([50, [[1, 50]], 1]);
  sink.resume();
  flow.push(undefined);
  await running;
  expect([sink.values.length, pauses]).toEqual([75, 0]);
});

test('a dead target makes it hold no more from checkpoint to checkpoint, and keeps one brake on', async () => {
  start(await openWriter(10));
  flow.push(records(0, 25), barrier(1));
  subtask.trigger(1);
  await settle();
  for (let checkpoint = 2; checkpoint < 100; checkpoint++) {
    subtask.trigger(checkpoint);
    flow.push(barrier(checkpoint));
    await settle();
  }
  expect(answers).toEqual(Array.from({ length: 99 }, (_, i) => [i + 1, 25]));
  expect([sink.ledger().held, pauses]).toEqual([25, 1]);
  sink.resume();
  await settle();
  expect(pauses).toBe(0);
});

test('the barrier of a checkpoint that was given up does not end the way that was made for the next', async () => {
  start(await openWriter(10));
  flow.push(records(0, 10), barrier(1), records(10, 10), barrier(2));
  subtask.trigger(2);
  await settle();
  expect(answers).toEqual([
    [1, 10],
    [2, 20],
  ]);
});

test('what is held at the end of the input is in the checkpoint, and its end is told once', async () => {
  start(await openWriter(10));
  flow.push(records(0, 5), undefined);
  await settle();
  subtask.trigger(1);
  await settle();
  expect([answers, pauses]).toEqual([[[1, 5]], 0]);
  sink.resume();
  await running;
  subtask.trigger(2);
  await settle();
  expect(answers).toEqual([
    [1, 5],
    [2, 0],
  ]);
});

test('a trigger that the end of the input comes in front of is answered at the end', async () => {
  start(await openWriter(10));
  subtask.trigger(1);
  flow.push(records(0, 5), undefined);
  await settle();
  expect(answers).toEqual([[1, 5]]);
});

/** A writer that cannot say what it holds; what it flushes is up to the test. */
function plainWriter(flush: () => Promise<void>): SinkWriter<unknown> {
  return {
    write: ({ values }, from) => values.length - from,
    ready: () => Promise.resolve(),
    flush,
    abandon: () => Promise.resolve(),
    ledger: () => ({ accepted: 0, delivered: 0, deadLettered: 0, held: 0 }),
    close: () => Promise.resolve(),
  };
}

test('a writer that cannot say what it holds is flushed for each checkpoint', async () => {
  let flushed: () => void = () => undefined;
  start(plainWriter(() => new Promise((resolve) => (flushed = resolve))));
  flow.push(records(0, 5), barrier(1));
  subtask.trigger(1);
  await settle();
  expect(answers).toEqual([]);
  flushed();
  await settle();
  expect(answers).toEqual([[1, undefined]]);
});

test('a flush that fails behind the end of the input fails the job and not the process', async () => {
  start(plainWriter(() => Promise.reject(new Error('the target is gone'))));
  flow.push(undefined);
  await expect(running).rejects.toThrow('the target is gone');
  subtask.trigger(1);
  await settle();
  expect(failures).toEqual([new Error('the target is gone')]);
});

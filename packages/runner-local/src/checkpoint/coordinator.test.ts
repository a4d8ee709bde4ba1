import { ManualClock, MemoryLogger } from '@weir/testing';
import type { Checkpoint, NodeState } from './checkpoint.js';
import { CheckpointCoordinator } from './coordinator.js';
import { MemoryStorage } from './memory-storage.js';
import type { Participant } from './participant.js';

/** A participant that answers when the test says so. */
class Hand implements Participant {
  readonly triggered: number[] = [];

  constructor(
    readonly node: string,
    private readonly coordinator: CheckpointCoordinator,
  ) {
    coordinator.register(this);
  }

  trigger(checkpoint: number): void {
    this.triggered.push(checkpoint);
  }

  answer(checkpoint: number, state: NodeState = {}): void {
    this.coordinator.acknowledge(this, checkpoint, state);
  }
}

/** A storage that can be told to fail, or to take its time. */
class HandStorage extends MemoryStorage {
  readonly saved: Checkpoint[] = [];
  failure: Error | undefined;
  gate: Promise<void> = Promise.resolve();
  onSave: () => void = () => undefined;

  override async save(checkpoint: Checkpoint): Promise<void> {
    this.onSave();
    await this.gate;
    if (this.failure) throw this.failure;
    this.saved.push(checkpoint);
  }
}

let clock: ManualClock;
let logger: MemoryLogger;
let storage: HandStorage;

function createCoordinator(tolerableFailures = 0, lastId = 0): CheckpointCoordinator {
  const options = { timeoutMs: 1_000, tolerableFailures };
  return new CheckpointCoordinator({ job: 'orders', options, storage, clock, logger, lastId });
}

beforeEach(() => {
  clock = new ManualClock(500);
  logger = new MemoryLogger();
  storage = new HandStorage();
});

test('a checkpoint is kept when everybody has answered: states by node, those of subtasks together', async () => {
  const coordinator = createCoordinator(0, 41);
  const [source, first, second] = [
    new Hand('source', coordinator),
    new Hand('sink', coordinator),
    new Hand('sink', coordinator),
  ];
  const taken = coordinator.take();
  await clock.waitForTimers();
  expect([source, first, second].map(({ triggered }) => triggered)).toEqual([[42], [42], [42]]);
  const splits = [{ split: { id: '0' }, position: 7, finished: false }];
  source.answer(42, { splits });
  first.answer(42, { units: [{ value: 'a' }], counters: { delivered: 1 } });
  expect(storage.saved).toEqual([]);
  second.answer(42, { units: [{ value: 'b' }], counters: { delivered: 2, deadLettered: 1 } });
  await taken;
  expect(storage.saved).toEqual([
    {
      version: 1,
      job: 'orders',
      id: 42,
      at: 500,
      nodes: {
        source: { splits },
        sink: { units: [{ value: 'a' }, { value: 'b' }], counters: { delivered: 3, deadLettered: 1 } },
      },
    },
  ]);
  expect(coordinator.counts).toEqual({ completed: 1, failed: 0 });
  expect(clock.pendingTimers).toBe(0);
});

test('one that is not complete in time fails, names the nodes that did not answer, and late answers do no harm', async () => {
  const coordinator = createCoordinator();
  const [source, sink] = [new Hand('source', coordinator), new Hand('sink', coordinator)];
  const taken = coordinator.take();
  await clock.waitForTimers();
  source.answer(1);
  clock.advanceBy(1_000);
  await expect(taken).rejects.toMatchObject({
    code: 'CHECKPOINT_FAILED',
    message:
      'Checkpoint 1 failed: it was not complete within 1000 ms; no acknowledgement from sink. Tolerated in a row: 0.',
  });
  const next = coordinator.take();
  await clock.waitForTimers();
  sink.answer(1, { units: [{ value: 'late' }] });
  source.answer(2);
  sink.answer(2);
  await next;
  expect(storage.saved).toMatchObject([{ id: 2, nodes: { sink: {} } }]);
});

test('failures in a row are tolerated up to the number, and a success begins the count anew', async () => {
  const coordinator = createCoordinator(2);
  const take = async (failure?: Error): Promise<void> => {
    storage.failure = failure;
    await coordinator.take();
  };
  const full = new Error('disk full');
  await take(full);
  await take(full);
  await take();
  await take(full);
  await take(full);
  await expect(take(full)).rejects.toMatchObject({ code: 'CHECKPOINT_FAILED', cause: full });
  expect(logger.messages('warn')).toEqual([1, 2, 4, 5].map((id) => `Checkpoint ${id} failed: disk full`));
  expect(coordinator.counts).toEqual({ completed: 1, failed: 5 });
});

test('one checkpoint is taken after the other', async () => {
  const coordinator = createCoordinator();
  const sink = new Hand('sink', coordinator);
  let open: () => void = () => undefined;
  storage.gate = new Promise((resolve) => (open = resolve));
  const both = Promise.all([coordinator.take(), coordinator.take()]);
  await clock.waitForTimers();
  sink.answer(1);
  await Promise.resolve();
  expect(sink.triggered).toEqual([1]);
  open();
  await clock.waitForTimers();
  expect(sink.triggered).toEqual([1, 2]);
  sink.answer(2);
  await both;
  expect(storage.saved.map(({ id }) => id)).toEqual([1, 2]);
});

test('stop gives up what waits for answers, leaves no timer, and is no failure', async () => {
  const coordinator = createCoordinator();
  const sink = new Hand('sink', coordinator);
  const both = Promise.all([coordinator.take(), coordinator.take()]);
  await clock.waitForTimers();
  await coordinator.stop();
  await both;
  sink.answer(1);
  expect([storage.saved, sink.triggered, clock.pendingTimers]).toEqual([[], [1], 0]);
  expect(coordinator.counts).toEqual({ completed: 0, failed: 0 });
});

test('stop and idle wait for what is being kept', async () => {
  const coordinator = createCoordinator();
  let open: () => void = () => undefined;
  storage.gate = new Promise((resolve) => (open = resolve));
  const saving = new Promise<void>((resolve) => (storage.onSave = resolve));
  const taken = coordinator.take();
  await saving;
  const stopped = coordinator.stop().then(() => storage.saved.length);
  open();
  await taken;
  expect(await stopped).toBe(1);
  await coordinator.idle();
});

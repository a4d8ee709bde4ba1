import { mkdtempSync, readdirSync, rmSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JobFailedError, StreamingJob, type JobClass, type StreamingContext } from '@weir/core';
import { collectSink, ManualClock, MemoryLogger, scriptedSource } from '@weir/testing';
import { runLocal, startLocal, type LocalJobHandle } from './run-local.js';
import type { CheckpointingOptions, RunLocalOptions } from './job/options.js';

let directory: string;
let logger: MemoryLogger;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-job-'));
  logger = new MemoryLogger();
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function jobOf(draw: (context: StreamingContext) => void): JobClass {
  return class Orders extends StreamingJob {
    handle(context: StreamingContext): void {
      draw(context);
    }
  };
}

/** A run that takes checkpoints in `directory`; every 20 ms unless told otherwise. */
function options(checkpoints: CheckpointingOptions = {}, conf: Record<string, string> = {}): RunLocalOptions {
  const keys = { 'execution.checkpointing.interval': '20ms', 'state.checkpoints.dir': directory };
  return { conf: { ...keys, ...conf }, logger, checkpoints, drainDeadlineMs: 60_000 };
}

/** The ids of the checkpoints that are there. */
function retained(): number[] {
  const folder = join(directory, 'Orders');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.flatMap((name) => (/^checkpoint-(\d+)\.json$/.test(name) ? [Number(name.slice(11, -5))] : []));
}

function fileOf(id: number | undefined): string {
  return join(directory, 'Orders', `checkpoint-${String(id).padStart(12, '0')}.json`);
}

/** Resolves when `isMet` does; looked at every turn, since the file system tells nobody. */
async function until(isMet: () => boolean): Promise<void> {
  const endsAt = Date.now() + 20_000;
  while (!isMet()) {
    if (Date.now() > endsAt) throw new Error(`Not met: ${isMet.toString()}`);
    await new Promise(setImmediate);
  }
}

/** A job that gives 1, 2, 3, waits, and gives 4, 5. */
function paced() {
  const source = scriptedSource<number>([
    { kind: 'give', values: [1, 2, 3] },
    { kind: 'wait' },
    { kind: 'give', values: [4, 5] },
  ]);
  return source;
}

/** Runs a job that holds 1, 2 and 3 until its checkpoints hold them too, and stops it there. */
async function interrupt(checkpoints: CheckpointingOptions = {}, conf: Record<string, string> = {}): Promise<void> {
  const sink = collectSink<number>({ paused: true });
  const source = paced();
  const job = startLocal(
    jobOf((context) => void context.addSource(source).uid('numbers').addSink(sink).uid('orders')),
    options(checkpoints, conf),
  );
  await sink.waitFor((collect) => collect.ledger().held === 3);
  await job.cancel();
  const result = await job.result;
  expect(result).toMatchObject({ state: 'cancelled', ledger: { accepted: 3, delivered: 0, deadLettered: 0, held: 3 } });
}

/** Runs the same job to its end, and gives what arrived. */
async function goOn(checkpoints: CheckpointingOptions = {}, conf: Record<string, string> = {}) {
  const sink = collectSink<number>();
  const source = paced();
  source.release();
  const result = await runLocal(
    jobOf((context) => void context.addSource(source).uid('numbers').addSink(sink).uid('orders')),
    options(checkpoints, conf),
  );
  return { values: sink.values, result };
}

describe('a job that was stopped', () => {
  test('goes on where it was, with what it held, says so, and leaves nothing behind when it has ended', async () => {
    await interrupt();
    const [last] = retained().slice(-1);
    const { values, result } = await goOn();
    expect(values).toEqual([1, 2, 3, 4, 5]);
    expect(result).toMatchObject({
      state: 'finished',
      resumedFrom: last,
      ledger: { accepted: 5, delivered: 5, held: 0 },
    });
    expect(logger.messages('info').at(-1)).toMatch(
      new RegExp(`^Resuming Orders from checkpoint ${last} of .* in ${directory}/Orders; --fresh would begin anew\\.$`),
    );
    expect(readdirSync(directory)).toEqual([]);
    expect((await goOn()).result.resumedFrom).toBeUndefined();
  });

  test('begins anew with fresh, and what was there is gone', async () => {
    await interrupt();
    const { values, result } = await goOn({ fresh: true });
    expect([values, result.resumedFrom, readdirSync(directory)]).toEqual([[1, 2, 3, 4, 5], undefined, []]);
  });

  test('keeps no checkpoint where DELETE_ON_CANCELLATION says so, and dead-letters what it held', async () => {
    const conf = { 'execution.checkpointing.externalized-checkpoint-retention': 'DELETE_ON_CANCELLATION' };
    const sink = collectSink<number>({ paused: true });
    const source = paced();
    const job = startLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      options({}, conf),
    );
    await until(() => retained().length > 0);
    await job.cancel();
    expect((await job.result).ledger).toEqual({ accepted: 3, delivered: 0, deadLettered: 3, held: 0 });
    expect(readdirSync(directory)).toEqual([]);
  });

  test('that could drain keeps a last checkpoint, behind everything that was delivered', async () => {
    const sink = collectSink<number>();
    const source = paced();
    const job = startLocal(
      jobOf((context) => void context.addSource(source).uid('numbers').addSink(sink).uid('orders')),
      options({}, { 'execution.checkpointing.interval': '1h' }),
    );
    await source.waitUntilWaiting();
    await job.drain();
    expect(await job.result).toMatchObject({ state: 'drained', checkpoints: { completed: 1 } });
    expect((await goOn()).values).toEqual([4, 5]);
  });

  test('and whose last checkpoint fails reports that, with its ledger, and closes what it had opened', async () => {
    const sink = collectSink<number>();
    const source = paced();
    const job = startLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      options({}, { 'execution.checkpointing.interval': '1h' }),
    );
    await source.waitUntilWaiting();
    rmSync(join(directory, 'Orders'), { recursive: true });
    await job.drain();
    const failure = await job.result.catch((error: unknown) => error as JobFailedError);
    expect(failure).toBeInstanceOf(JobFailedError);
    expect(failure).toMatchObject({ result: { state: 'failed', ledger: { delivered: 3 } } });
    expect((failure as JobFailedError).cause).toMatchObject({ code: 'CHECKPOINT_FAILED' });
    expect([sink.openWriters, source.openReaders]).toEqual([0, 0]);
  });

  test('dead-letters what a sink without snapshot holds, rather than wait for it', async () => {
    let held = 0;
    let deadLettered = 0;
    let empty: () => void = () => undefined;
    const flushed = new Promise<void>((resolve) => (empty = resolve));
    const sink = {
      name: 'plain',
      createWriter: () => ({
        write: ({ values }: { values: readonly unknown[] }) => (held += values.length),
        ready: () => Promise.resolve(),
        flush: () => flushed,
        abandon: () => {
          [deadLettered, held] = [held, 0];
          empty();
          return Promise.resolve();
        },
        ledger: () => ({ accepted: held + deadLettered, delivered: 0, deadLettered, held }),
        close: () => Promise.resolve(),
      }),
    };
    const source = paced();
    const job = startLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      options(),
    );
    await source.waitUntilWaiting();
    await job.cancel();
    expect((await job.result).ledger).toEqual({ accepted: 3, delivered: 0, deadLettered: 3, held: 0 });
  });
});

describe('--from', () => {
  /** Copies the newest checkpoint out of the directory. */
  function keepNewest(): { readonly id: number | undefined; readonly path: string } {
    const id = retained().at(-1);
    const path = join(directory, 'savepoint.json');
    writeFileSync(path, readFileSync(fileOf(id)));
    return { id, path };
  }

  /** Runs the job up to its `wait` step with one checkpoint, the last. */
  async function stopAtWait(checkpoints: CheckpointingOptions = {}): Promise<void> {
    const source = paced();
    const job = startLocal(
      jobOf((context) => void context.addSource(source).uid('numbers').addSink(collectSink()).uid('orders')),
      options(checkpoints, { 'execution.checkpointing.interval': '1h' }),
    );
    await source.waitUntilWaiting();
    await job.drain();
    await job.result;
  }

  test('goes on from any retained checkpoint; new ones are newer than all that were there', async () => {
    await stopAtWait();
    const savepoint = keepNewest();
    await stopAtWait();
    const newest = retained().at(-1) ?? 0;
    expect(newest).toBeGreaterThan(savepoint.id ?? 0);
    await stopAtWait({ from: savepoint.path });
    expect(retained().at(-1)).toBe(newest + 1);
    expect((await goOn()).result.resumedFrom).toBe(newest + 1);
  });

  test('a failure before the first checkpoint of the run goes back to the one that was named', async () => {
    await interrupt();
    const savepoint = keepNewest();
    rmSync(join(directory, 'Orders'), { recursive: true });
    // Another run, of which a checkpoint behind the first three records is there, with nothing held.
    await stopAtWait();
    const sink = collectSink<number>();
    let failed = false;
    const source = paced();
    source.release();
    const job = jobOf((context) => {
      const numbers = context.addSource(source).uid('numbers');
      const once = numbers.map((n) => {
        if (n !== 4 || failed) return n;
        failed = true;
        throw new Error('once');
      });
      once.addSink(sink).uid('orders');
    });
    const once = { 'restart-strategy': 'fixed-delay', 'restart-strategy.fixed-delay.delay': '0' };
    const conf = { ...once, 'execution.checkpointing.interval': '1h' };
    const result = await runLocal(job, options({ from: savepoint.path }, conf));
    expect(result).toMatchObject({ restarts: 1, resumedFrom: savepoint.id, state: 'finished' });
    expect(sink.values).toEqual([1, 2, 3, 1, 2, 3, 4, 5]);
  });

  test.each<[string, CheckpointingOptions, Record<string, string>, string]>([
    ['with --fresh', { from: 'a', fresh: true }, {}, '--fresh removes what --from names'],
    ['without checkpoints', { from: 'a' }, { 'execution.checkpointing.interval': '0' }, '--from needs checkpoints'],
  ])('%s is refused, and nothing is removed', async (_, checkpoints, conf, message) => {
    await interrupt();
    const before = retained();
    await expect(goOn(checkpoints, conf)).rejects.toMatchObject({
      code: 'CONFIG_CONFLICT',
      message: expect.stringContaining(message) as string,
    });
    expect(retained()).toEqual(before);
  });

  test('of another job is refused', async () => {
    await interrupt();
    const [last] = retained().slice(-1);
    const renamed = { 'pipeline.name': 'Other' };
    await expect(goOn({ from: fileOf(last) }, renamed)).rejects.toMatchObject({
      code: 'CHECKPOINT_OTHER_JOB',
      message: expect.stringContaining('belongs to the job Orders, not to Other') as string,
    });
  });
});

describe('a changed job', () => {
  async function goOnWithout(checkpoints: CheckpointingOptions) {
    const sink = collectSink<number>();
    const source = paced();
    source.release();
    const job = jobOf((context) => void context.addSource(source).uid('numbers').addSink(sink).uid('other-orders'));
    const result = await runLocal(job, options(checkpoints));
    return { result, values: sink.values };
  }

  test('is refused with what does not fit, and its checkpoints stay', async () => {
    await interrupt();
    const before = retained();
    await expect(goOnWithout({})).rejects.toMatchObject({
      code: 'CHECKPOINT_STATE_MISMATCH',
      details: { orphans: ['orders'], newcomers: ['other-orders'] },
    });
    expect(retained()).toEqual(before);
  });

  test('goes on with what fits when that is asked for', async () => {
    await interrupt();
    expect((await goOnWithout({ allowNonRestoredState: true })).values).toEqual([4, 5]);
  });

  test('may have another parallelism: records with a key go to the subtask that the key belongs to', async () => {
    const draw = (
      source: ReturnType<typeof paced>,
      sink: ReturnType<typeof collectSink<number>>,
      parallelism: number,
    ) =>
      jobOf((context) => {
        const keyed = context
          .addSource(source)
          .uid('numbers')
          .keyBy((n) => n);
        keyed.addSink(sink).setParallelism(parallelism).uid('orders');
      });
    const held = collectSink<number>({ paused: true });
    const job = startLocal(draw(paced(), held, 2), options());
    await held.waitFor((sink) => sink.ledger().held === 3);
    await job.cancel();
    await job.result;
    const sink = collectSink<number>();
    const source = paced();
    source.release();
    const result = await runLocal(draw(source, sink, 3), options());
    expect(result.ledger).toEqual({ accepted: 5, delivered: 5, deadLettered: 0, held: 0 });
    const fresh = collectSink<number>();
    const again = paced();
    again.release();
    await runLocal(draw(again, fresh, 3), { logger });
    const placed = (records: typeof sink.records): string[] =>
      records.map(({ value, subtask }) => `${value}@${subtask}`).sort();
    expect(placed(sink.records)).toEqual(placed(fresh.records));
  });
});

describe('restarts', () => {
  function failing(times: number) {
    const steps = [
      { kind: 'give', values: [1, 2, 3] },
      { kind: 'wait' },
      ...Array.from(
        { length: times },
        () => ({ kind: 'fail', error: new Error('connection lost'), once: true }) as const,
      ),
      { kind: 'give', values: [4] },
    ] as const;
    return scriptedSource<number>(steps);
  }

  const once = { 'restart-strategy': 'fixed-delay', 'restart-strategy.fixed-delay.delay': '0' };

  test('go on from the last checkpoint, are counted, and are logged with their cause', async () => {
    const sink = collectSink<number>();
    const source = failing(1);
    const job = startLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      options({}, once),
    );
    await until(() => retained().length > 0 && sink.values.length === 3);
    source.release();
    expect(await job.result).toMatchObject({ state: 'finished', restarts: 1, ledger: { accepted: 4, delivered: 4 } });
    expect(sink.values).toEqual([1, 2, 3, 4]);
    expect(logger.messages('warn')).toContainEqual(
      'Restart 1 in 0 ms, because: The source "scripted" failed: connection lost',
    );
  });

  test('end when the strategy says so; the checkpoint stays, and the next run goes on from it', async () => {
    const sink = collectSink<number>();
    const source = failing(2);
    const job = startLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      options({}, once),
    );
    await until(() => retained().length > 0 && sink.values.length === 3);
    source.release();
    await expect(job.result).rejects.toMatchObject({ result: { state: 'failed', restarts: 1 } });
    const result = await runLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      options(),
    );
    expect([result.resumedFrom !== undefined, sink.values]).toEqual([true, [1, 2, 3, 4]]);
  });

  test('wait by the clock of the job, and a drain ends the waiting', async () => {
    const clock = new ManualClock();
    const source = failing(1);
    source.release();
    const sink = collectSink<number>();
    const conf = { 'restart-strategy': 'fixed-delay', 'restart-strategy.fixed-delay.delay': '1h' };
    const job: LocalJobHandle = startLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      { conf, clock, logger },
    );
    await clock.waitForTimers();
    expect([clock.nextTimerAt, job.status()?.restarts]).toEqual([3_600_000, 1]);
    await job.drain();
    expect(await job.result).toMatchObject({ state: 'drained', restarts: 1 });
    expect(clock.pendingTimers).toBe(0);
  });

  test('without checkpoints begin at the beginning, and do not happen with a source that cannot', async () => {
    const sink = collectSink<number>();
    const source = failing(1);
    source.release();
    await runLocal(
      jobOf((context) => void context.addSource(source).addSink(sink)),
      { conf: once, logger },
    );
    expect(sink.values).toEqual([1, 2, 3, 1, 2, 3, 4]);
    const numbers = (function* () {
      yield 1;
      throw new Error('connection lost');
    })();
    const job = jobOf((context) => void context.fromIterable<number>(numbers).addSink(sink));
    await expect(runLocal(job, { conf: once, logger })).rejects.toMatchObject({ result: { restarts: 0 } });
    expect(logger.messages('warn').at(-1)).toBe('No restart: the source "iterable" cannot be read again.');
  });
});

test('a source that cannot rewind is named in one warning, and there are no checkpoints then', async () => {
  const sink = collectSink<number>();
  const numbers = (function* () {
    yield 1;
  })();
  const job = jobOf((context) => void context.fromIterable(numbers).addSink(sink));
  const result = await runLocal(job, options());
  expect(result.checkpoints).toEqual({ completed: 0, failed: 0 });
  expect(logger.messages('warn')).toEqual([
    'No checkpoints: the source "iterable" cannot be read again from a position. What is held when the process is ' +
      'killed will be lost. Give fromIterable a function, or use a source that can rewind.',
  ]);
  expect(readdirSync(directory)).toEqual([]);
});

test('a full sink that delivers nothing does not hold checkpoints up, and holds no more from one to the next', async () => {
  const sink = collectSink<number>({ capacity: 10, paused: true });
  const job = startLocal(
    jobOf((context) => void context.generate().uid('numbers').rebalance().addSink(sink).uid('orders')),
    options(),
  );
  const heldAt: number[] = [];
  for (let checkpoint = 5; checkpoint <= 20; checkpoint += 5) {
    await until(() => (retained().at(-1) ?? 0) >= checkpoint);
    heldAt.push(sink.ledger().held);
  }
  // The capacity and twice what the channel and the batches on their way hold: at the trigger, and behind the barrier.
  expect(Math.max(...heldAt)).toBeLessThanOrEqual(10 + 2 * (1_024 + 3 * 256));
  expect(heldAt.slice(1)).toEqual(heldAt.slice(1).map(() => heldAt[1]));
  await job.cancel();
  expect(await job.result).toMatchObject({ checkpoints: { failed: 0 } });
});

test('a job that fails while a checkpoint is under way leaves no timer behind', async () => {
  const clock = new ManualClock();
  const source = scriptedSource<number>([
    { kind: 'give', values: [1] },
    { kind: 'wait' },
    { kind: 'fail', error: new Error('connection lost') },
  ]);
  const stuck = {
    name: 'stuck',
    createWriter: () => ({
      write: ({ values }: { values: readonly unknown[] }) => values.length,
      ready: () => Promise.resolve(),
      flush: () => new Promise<void>(() => undefined),
      abandon: () => Promise.resolve(),
      ledger: () => ({ accepted: 1, delivered: 0, deadLettered: 0, held: 1 }),
      close: () => Promise.resolve(),
    }),
  };
  const conf = { 'execution.checkpointing.interval': '1s', 'state.checkpoints.dir': directory };
  const job = startLocal(
    jobOf((context) => void context.addSource(source).rebalance().addSink(stuck)),
    { conf, clock, logger },
  );
  await source.waitUntilWaiting();
  await clock.waitForTimers();
  clock.advanceBy(1_000);
  await clock.waitForTimers();
  source.release();
  await expect(job.result).rejects.toThrow('connection lost');
  expect(clock.pendingTimers).toBe(0);
});

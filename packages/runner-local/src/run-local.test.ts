import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  IterableSource,
  JobFailedError,
  StreamingJob,
  type JobClass,
  type JobSettings,
  type Parameters,
  type Sink,
  type StreamingContext,
} from '@weir/core';
import { collectSink, ManualClock, MemoryLogger, scriptedSource } from '@weir/testing';
import { runLocal, startLocal } from './run-local.js';

/** A job that draws what the test says. */
function jobOf(draw: (context: StreamingContext) => void): JobClass {
  return class TestJob extends StreamingJob {
    handle(context: StreamingContext): void {
      draw(context);
    }
  };
}

async function failureOf(run: Promise<unknown>): Promise<JobFailedError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(JobFailedError);
  return error as JobFailedError;
}

describe('life cycle', () => {
  test('configure, ready, handle, run and destroy come once each, in this order', async () => {
    const calls: string[] = [];
    class Lifecycle extends StreamingJob {
      override configure(settings: JobSettings, parameters: Parameters): void {
        calls.push(`configure ${settings.name} ${parameters.get('city', '')}`);
        settings.name = 'renamed';
      }
      override async ready(): Promise<void> {
        await Promise.resolve();
        calls.push('ready');
      }
      handle(context: StreamingContext): void {
        calls.push('handle');
        context
          .fromElements(1)
          .map((n) => calls.push(`record ${n}`))
          .addSink(collectSink());
      }
      override destroy(): void {
        calls.push('destroy');
      }
    }
    const result = await runLocal(Lifecycle, { conf: { city: 'Basel' } });
    expect(calls).toEqual(['configure Lifecycle Basel', 'ready', 'handle', 'record 1', 'destroy']);
    expect(result).toMatchObject({ job: 'renamed', state: 'finished' });
  });

  test('a destroy that throws fails the job, and its ledger stays', async () => {
    const sink = collectSink<number>();
    class Careless extends StreamingJob {
      override handle(context: StreamingContext): void {
        context.fromElements(1, 2, 3).addSink(sink);
      }
      override destroy(): void {
        throw new Error('the pool was closed already');
      }
    }
    await expect(runLocal(Careless, { logger: new MemoryLogger() })).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: 'The job Careless failed: destroy() failed: the pool was closed already',
      result: { state: 'failed', ledger: { accepted: 3, delivered: 3, deadLettered: 0, held: 0 } },
    });
  });

  test('parameters of the command line win over the file', async () => {
    const conf = join(mkdtempSync(join(tmpdir(), 'weir-')), 'application.yml');
    writeFileSync(conf, 'pipeline:\n  name: from-file\napp:\n  city: Bern\n');
    let city: string | undefined;
    const job = jobOf((context) => {
      city = context.parameters.get('city');
      context.fromElements(1).addSink(collectSink());
    });
    expect((await runLocal(job, { conf, args: ['--city', 'Basel'] })).job).toBe('from-file');
    expect(city).toBe('Basel');
  });
});

describe('backpressure', () => {
  test('a source is not read ahead of a full sink by more than a batch', async () => {
    let produced = 0;
    class Counting extends IterableSource<number> {
      *read(): Generator<number> {
        for (let i = 0; i < 100_000; i++) yield produced++;
      }
    }
    const sink = collectSink<number>({ capacity: 100, paused: true });
    const job = startLocal(jobOf((context) => context.addSource(new Counting()).addSink(sink)));
    await sink.waitFor((collect) => collect.ledger().held === 100);
    expect(produced).toBeLessThanOrEqual(100 + 256);
    sink.resume();
    await job.result;
    expect(sink.values).toHaveLength(100_000);
  });

  test('a full sink behind a channel stops the source at the sum of the bounds', async () => {
    let produced = 0;
    class Counting extends IterableSource<number> {
      *read(): Generator<number> {
        for (let i = 0; i < 100_000; i++) yield produced++;
      }
    }
    const sink = collectSink<number>({ capacity: 100, paused: true });
    const job = startLocal(
      jobOf((context) => {
        const source = context.addSource(new Counting());
        source.rebalance().addSink(sink);
      }),
    );
    await sink.waitFor((collect) => collect.ledger().held === 100);
    // The sink, the batch it is taking from, the channel, the batch that does not fit into it any more.
    expect(produced).toBeLessThanOrEqual(100 + 256 + 1_024 + 256 + 256);
    await job.cancel();
    expect((await job.result).state).toBe('cancelled');
  });

  test('a lone record reaches the sink while the source still waits for the next', async () => {
    const source = scriptedSource<string>([{ kind: 'give', values: ['lone'] }, { kind: 'wait' }]);
    const sink = collectSink<string>();
    const job = startLocal(
      jobOf((context) =>
        context
          .addSource(source)
          .map((text) => text)
          .addSink(sink),
      ),
    );
    await source.waitUntilWaiting();
    await sink.waitFor(({ values }) => values.length === 1);
    expect(source.isWaiting).toBe(true);
    source.release();
    await job.result;
  });
});

describe('stopping', () => {
  test('drain ends the source and lets what is on its way arrive', async () => {
    const source = scriptedSource<number>([{ kind: 'give', values: [1, 2, 3] }, { kind: 'wait' }]);
    const sink = collectSink<number>({ paused: true });
    const job = startLocal(jobOf((context) => context.addSource(source).addSink(sink)));
    await source.waitUntilWaiting();
    const drained = job.drain({ deadlineMs: 60_000 });
    sink.resume();
    await drained;
    expect(await job.result).toMatchObject({ state: 'drained', ledger: { accepted: 3, delivered: 3, held: 0 } });
    expect(source.openReaders).toBe(0);
    expect(sink.openWriters).toBe(0);
  });

  test('what is held when the deadline of a drain has passed is dead-lettered', async () => {
    const source = scriptedSource<number>([{ kind: 'give', values: [1, 2, 3] }, { kind: 'wait' }]);
    const sink = collectSink<number>({ paused: true });
    const job = startLocal(jobOf((context) => context.addSource(source).addSink(sink)));
    await sink.waitFor((collect) => collect.ledger().held === 3);
    await job.drain({ deadlineMs: 1 });
    expect((await job.result).ledger).toEqual({ accepted: 3, delivered: 0, deadLettered: 3, held: 0 });
  });

  test('records that are still in channels at the deadline are dead-lettered too', async () => {
    const sink = collectSink<number>({ capacity: 10, paused: true });
    const job = startLocal(
      jobOf(
        (context) =>
          void context
            .generate()
            .rebalance()
            .map((n) => n)
            .addSink(sink),
      ),
    );
    await sink.waitFor((collect) => collect.ledger().held === 10);
    await job.cancel();
    const { ledger, state } = await job.result;
    expect(state).toBe('cancelled');
    expect(ledger).toMatchObject({ delivered: 0, held: 0 });
    expect(ledger.deadLettered).toBe(ledger.accepted);
    expect(ledger.accepted).toBeGreaterThan(10);
  });

  test('a mapAsync that hangs does not hold up a cancel', async () => {
    let called: () => void = () => undefined;
    const calling = new Promise<void>((resolve) => (called = resolve));
    const job = startLocal(
      jobOf((context) => {
        const hanging = context.fromElements(1).mapAsync(() => {
          called();
          return new Promise<number>(() => undefined);
        });
        hanging.addSink(collectSink());
      }),
    );
    await calling;
    await job.cancel();
    expect((await job.result).state).toBe('cancelled');
  });

  test('drain and cancel after the end, and twice, do nothing', async () => {
    const job = startLocal(jobOf((context) => context.fromElements(1).addSink(collectSink())));
    await job.result;
    await Promise.all([job.drain(), job.cancel(), job.drain()]);
    expect((await job.result).state).toBe('finished');
  });

  test('an abort signal drains', async () => {
    const stop = new AbortController();
    const source = scriptedSource<number>([{ kind: 'give', values: [1] }, { kind: 'wait' }]);
    const running = runLocal(
      jobOf((context) => context.addSource(source).addSink(collectSink())),
      {
        signal: stop.signal,
      },
    );
    await source.waitUntilWaiting();
    stop.abort();
    expect(await running).toMatchObject({ state: 'drained', ledger: { delivered: 1 } });
  });
});

describe('failures', () => {
  test('a function that throws fails the job with operator, record and cause, and what was accepted is settled', async () => {
    const sink = collectSink<number>();
    const failure = await failureOf(
      runLocal(
        jobOf((context) => {
          const numbers = context.addSource(
            scriptedSource<number>([
              { kind: 'give', values: [1, 2] },
              { kind: 'give', values: [3] },
            ]),
          );
          const picky = numbers.map((n) => {
            if (n === 3) throw new Error('three is too many');
            return n;
          });
          picky.name('picky').addSink(sink);
        }),
      ),
    );
    expect(failure.message).toContain('map "picky" failed on record 2 of source/0: 3. three is too many');
    expect(failure.cause).toMatchObject({ code: 'OPERATOR_FAILED' });
    expect(failure.result).toMatchObject({ state: 'failed', ledger: { accepted: 2, delivered: 2, held: 0 } });
    expect(sink.openWriters).toBe(0);
  });

  test('a source that throws is named, after what it gave before has arrived', async () => {
    const sink = collectSink<number>();
    const source = scriptedSource<number>(
      [
        { kind: 'give', values: [1] },
        { kind: 'fail', error: new Error('connection lost') },
      ],
      { name: 'orders' },
    );
    const failure = await failureOf(runLocal(jobOf((context) => context.addSource(source).addSink(sink))));
    expect(failure.cause).toMatchObject({
      code: 'SOURCE_FAILED',
      message: 'The source "orders" failed: connection lost',
    });
    expect(sink.values).toEqual([1]);
  });

  test('a failure in one branch ends the others', async () => {
    const endless = collectSink<number>();
    const failing = jobOf((context) => {
      context.generate().addSink(endless);
      context
        .fromElements(1)
        .map((): number => {
          throw new Error('boom');
        })
        .addSink(collectSink());
    });
    expect((await failureOf(runLocal(failing))).message).toContain('boom');
    expect(endless.openWriters).toBe(0);
  });

  test('held records get until the drain deadline after a failure, then they are dead-lettered', async () => {
    const sink = collectSink<number>({ paused: true });
    const source = scriptedSource<number>([
      { kind: 'give', values: [1, 2] },
      { kind: 'wait' },
      { kind: 'fail', error: new Error('gone') },
    ]);
    const running = runLocal(
      jobOf((context) => context.addSource(source).addSink(sink)),
      { drainDeadlineMs: 20 },
    );
    await source.waitUntilWaiting();
    source.release();
    expect((await failureOf(running)).result.ledger).toEqual({ accepted: 2, delivered: 0, deadLettered: 2, held: 0 });
  });

  test('a sink that fails outside of a call fails the job, and its records stay held', async () => {
    const broken: Sink<number> = {
      name: 'broken',
      createWriter: (context) => ({
        write: ({ values }) => {
          setImmediate(() => context.fail(new Error('the store is full')));
          return values.length;
        },
        ready: () => Promise.resolve(),
        flush: () => new Promise(() => undefined),
        abandon: () => Promise.reject(new Error('must not be asked of a broken writer')),
        ledger: () => ({ accepted: 1, delivered: 0, deadLettered: 0, held: 1 }),
        close: () => Promise.resolve(),
      }),
    };
    const failure = await failureOf(runLocal(jobOf((context) => context.fromElements(1).addSink(broken))));
    expect(failure.message).toContain('the store is full');
    expect(failure.result.ledger.held).toBe(1);
  });
});

describe('asynchronous functions', () => {
  test('no more calls are under way than the concurrency says', async () => {
    let underWay = 0;
    let most = 0;
    const sink = collectSink<number>();
    const job = jobOf((context) => {
      const slow = context.generate({ count: 200 }).mapAsync(
        async (n) => {
          most = Math.max(most, ++underWay);
          await new Promise(setImmediate);
          underWay--;
          return n;
        },
        { concurrency: 7 },
      );
      slow.addSink(sink);
    });
    await runLocal(job);
    expect(most).toBe(7);
    expect(sink.values).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  test('a call that takes longer than timeoutMs fails the job, and is told by its signal', async () => {
    const clock = new ManualClock();
    let aborted = false;
    let called: () => void = () => undefined;
    const calling = new Promise<void>((resolve) => (called = resolve));
    const job = jobOf((context) => {
      const hanging = context.fromElements('slow').mapAsync(
        (_text, { signal }) => {
          signal.addEventListener('abort', () => (aborted = true));
          called();
          return new Promise<string>(() => undefined);
        },
        { timeoutMs: 500 },
      );
      hanging.name('lookup').addSink(collectSink());
    });
    const running = runLocal(job, { clock, logger: new MemoryLogger() });
    await calling;
    clock.advanceBy(500);
    const failure = await failureOf(running);
    expect(failure.cause).toMatchObject({ code: 'OPERATOR_TIMEOUT' });
    expect(failure.message).toContain('"lookup" did not finish within 500 ms on record 0 of source/0');
    expect(aborted).toBe(true);
  });

  test('lineage and key survive an unordered mapAsync', async () => {
    const sink = collectSink<number>();
    const job = jobOf((context) => {
      const keyed = context.fromElements(5, 6, 7).keyBy((n) => `k${n}`);
      keyed.mapAsync((n) => Promise.resolve(n * 2), { ordered: false }).addSink(sink);
    });
    await runLocal(job);
    const seen = sink.records.map(({ value, key, lineage }) => [value, key, lineage.position]);
    expect(seen.sort()).toEqual([
      [10, 'k5', 0],
      [12, 'k6', 1],
      [14, 'k7', 2],
    ]);
  });
});

import { StreamingJob, type DataStream, type JobClass, type OperatorOptions, type StreamingContext } from '@weir/core';
import { collectSink, ManualClock, MemoryLogger, type CollectSink } from '@weir/testing';
import { MemoryStorage } from './checkpoint/memory-storage.js';
import { runLocal, startLocal } from './run-local.js';

type Draw = (numbers: DataStream<number>, context: StreamingContext) => DataStream<unknown>;

function jobOf(sink: CollectSink<unknown>, draw: Draw, count = 10): JobClass {
  return class Numbers extends StreamingJob {
    override handle(context: StreamingContext): void {
      draw(context.generate({ count }).uid('in'), context).addSink(sink).uid('out');
    }
  };
}

const logger = new MemoryLogger();

/** Throws on 3 and 7, however often it is asked. */
function refuse<T>(number: number, otherwise: T): T {
  if (number === 3 || number === 7) throw new Error(`no ${number}`);
  return otherwise;
}

const deadLetter: OperatorOptions = { onError: 'dead-letter' };
const good = [0, 1, 2, 4, 5, 6, 8, 9];

test.each<[string, string, Draw]>([
  ['map', 'map "map" failed: no', (numbers) => numbers.map((n) => refuse(n, n), deadLetter)],
  ['filter', 'filter "filter" failed: no', (numbers) => numbers.filter((n) => refuse(n, true), deadLetter)],
  ['flatMap', 'flatMap "flatMap" failed: no', (numbers) => numbers.flatMap((n) => refuse(n, [n]), deadLetter)],
  ['keyBy', 'keyBy "keyBy" failed: no', (numbers) => numbers.keyBy((n) => refuse(n, n), deadLetter)],
  [
    'mapAsync',
    'mapAsync "mapAsync" failed: no',
    (numbers) => numbers.mapAsync(async (n) => refuse(n, n), { ...deadLetter, concurrency: 2 }),
  ],
  [
    'a chain, with functions behind that would not take such a record',
    'map "map" failed: no',
    (numbers) =>
      numbers
        .map((n) => refuse(n, { n }), deadLetter)
        .mapAsync(async ({ n }) => ({ n: n.toFixed() }))
        .flatMap(({ n }) => [n.slice(0)])
        .map(Number),
  ],
  [
    'channels and subtasks',
    'map "map" failed: no',
    (numbers, context) => {
      context.setParallelism(3);
      return numbers
        .map((n) => refuse(n, n), deadLetter)
        .setParallelism(1)
        .keyBy((n) => n.toFixed())
        .map((n) => n);
    },
  ],
])(
  'dead-letter: the sink dead-letters what a function fails on, the rest is delivered: %s',
  async (_, reason, draw) => {
    const sink = collectSink<unknown>();
    const { state, ledger } = await runLocal(jobOf(sink, draw), { logger });
    expect({ state, ledger }).toEqual({
      state: 'finished',
      ledger: { accepted: 10, delivered: 8, deadLettered: 2, held: 0 },
    });
    expect([...sink.values].sort()).toEqual(good);
    const abandoned = sink.abandoned.map((record) => [record.value, record.lineage.position, record.reason]);
    expect(abandoned.sort()).toEqual([
      [3, 3, `${reason} 3`],
      [7, 7, `${reason} 7`],
    ]);
  },
);

test('what one record of a flatMap gave before it failed does not go on', async () => {
  const sink = collectSink<unknown>();
  const draw: Draw = (numbers) =>
    numbers.flatMap(function* (n) {
      yield n;
      yield refuse(n, n);
    }, deadLetter);
  const { ledger } = await runLocal(jobOf(sink, draw), { logger });
  expect(ledger).toEqual({ accepted: 18, delivered: 16, deadLettered: 2, held: 0 });
});

test('a record that comes on two ways is one letter a way', async () => {
  const sink = collectSink<unknown>();
  const draw: Draw = (numbers) => {
    const checked = numbers.map((n) => refuse(n, n), deadLetter);
    return checked.union(checked.filter(() => true));
  };
  await runLocal(jobOf(sink, draw), { logger });
  const ways = sink.abandoned.map(({ lineage }) => `${lineage.origin.branch} ${lineage.position}`);
  expect(ways.sort()).toEqual(['0 3', '0 7', '1 3', '1 7']);
});

test('a function that fails once and not again has not kept failing', async () => {
  const sink = collectSink<unknown>();
  const failed = new Set<number>();
  const once = (n: number): number => {
    if (failed.has(n)) return n;
    failed.add(n);
    throw new Error('not yet');
  };
  const draw: Draw = (numbers) => numbers.map(once, deadLetter).mapAsync(async (n) => once(n + 100), deadLetter);
  const { ledger } = await runLocal(jobOf(sink, draw), { logger });
  expect(ledger).toEqual({ accepted: 10, delivered: 10, deadLettered: 0, held: 0 });
});

test('a mapAsync that does not settle in time is a failure of its record', async () => {
  const sink = collectSink<unknown>();
  const clock = new ManualClock();
  const hang = (n: number): Promise<number> => (n === 3 ? new Promise(() => undefined) : Promise.resolve(n));
  const draw: Draw = (numbers) => numbers.mapAsync(hang, { ...deadLetter, timeoutMs: 50, ordered: false });
  const handle = startLocal(jobOf(sink, draw), { logger, clock });
  await sink.waitFor(({ values }) => values.length === 9);
  for (let call = 0; call < 2; call++) {
    await clock.waitForTimers(1);
    clock.advanceBy(50);
  }
  expect((await handle.result).ledger).toMatchObject({ delivered: 9, deadLettered: 1 });
  expect(sink.abandoned[0]?.reason).toContain('did not finish within 50 ms');
});

test('on-error says it for the job; what an operator says itself wins', async () => {
  const conf = { 'on-error': 'dead-letter' };
  const sink = collectSink<unknown>();
  const { ledger } = await runLocal(
    jobOf(sink, (numbers) => numbers.map((n) => refuse(n, n))),
    { logger, conf },
  );
  expect(ledger).toMatchObject({ delivered: 8, deadLettered: 2 });
  const own = jobOf(collectSink(), (numbers) => numbers.map((n) => refuse(n, n), { onError: 'fail' }));
  await expect(runLocal(own, { logger, conf })).rejects.toMatchObject({ cause: { code: 'OPERATOR_FAILED' } });
  await expect(runLocal(own, { logger, conf: { 'on-error': 'ignore' } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID_VALUE',
    message: expect.stringContaining('fail or dead-letter') as string,
  });
});

test('a record that is on its way into the letters is in the checkpoint, and goes on from there', async () => {
  const storage = new MemoryStorage();
  const sink = collectSink<unknown>({ paused: true });
  const draw: Draw = (numbers) => numbers.map((n) => refuse(n, n), deadLetter);
  const conf = { 'execution.checkpointing.interval': '1ms' };
  const options = { logger, conf, checkpoints: { storage } };
  const stopped = startLocal(jobOf(sink, draw), options);
  await sink.waitFor((held) => held.ledger().held === 10);
  await stopped.cancel();
  expect((await stopped.result).ledger).toMatchObject({ accepted: 10, deadLettered: 0, held: 10 });
  const next = collectSink<unknown>();
  const { ledger } = await runLocal(jobOf(next, draw), options);
  expect(ledger).toEqual({ accepted: 10, delivered: 8, deadLettered: 2, held: 0 });
  expect(next.abandoned.map(({ value, reason }) => [value, reason])).toEqual([
    [3, 'map "map" failed: no 3'],
    [7, 'map "map" failed: no 7'],
  ]);
});

test('a sink that keeps no such letters is refused before anything runs', async () => {
  const sink = collectSink<unknown>();
  const { name } = sink;
  class Numbers extends StreamingJob {
    override handle(context: StreamingContext): void {
      context
        .generate({ count: 1 })
        .map((n) => n, deadLetter)
        .addSink({ name, createWriter: (context) => sink.createWriter(context) });
    }
  }
  await expect(runLocal(Numbers, { logger })).rejects.toMatchObject({
    code: 'GRAPH_INVALID',
    message: expect.stringMatching(/map "map" has onError "dead-letter", and sink "collect".*Use "fail"/) as string,
  });
});

test('a function that returns promises fails the job: it would dead-letter every record', async () => {
  const asynchronous = (async (n: number) => n) as unknown as (n: number) => number;
  const job = jobOf(collectSink(), (numbers) => numbers.map(asynchronous, deadLetter));
  await expect(runLocal(job, { logger })).rejects.toMatchObject({ cause: { code: 'OPERATOR_RETURNED_PROMISE' } });
});

test.each<[string, Draw]>([
  ['map', (numbers) => numbers.map((n) => refuse(n, n))],
  ['filter', (numbers) => numbers.filter((n) => refuse(n, true))],
  ['flatMap', (numbers) => numbers.flatMap((n) => refuse(n, [n]))],
  ['keyBy', (numbers) => numbers.keyBy((n) => refuse(n, n))],
  ['a later function', (numbers) => numbers.map((n) => n).map((n) => refuse(n, n))],
  ['mapAsync', (numbers) => numbers.mapAsync(async (n) => refuse(n, n), { concurrency: 1 })],
])('fail: the records before the one that fails are accepted: %s', async (_, draw) => {
  const sink = collectSink<unknown>();
  await expect(runLocal(jobOf(sink, draw), { logger })).rejects.toMatchObject({
    code: 'JOB_FAILED',
    cause: { code: 'OPERATOR_FAILED', message: expect.stringContaining('no 3') as string },
    result: { ledger: { accepted: 3, delivered: 3, deadLettered: 0, held: 0 } },
  });
  expect(sink.values).toEqual([0, 1, 2]);
});

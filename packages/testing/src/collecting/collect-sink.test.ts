import { createWriterHarness } from '../harness/writer-harness.js';
import { collectSink } from './collect-sink.js';

describe('a collecting sink', () => {
  it('collects values with lineage, key and subtask', async () => {
    const sink = collectSink<string>();
    await using harness = await createWriterHarness(sink, { subtask: 3, parallelism: 4, split: 'orders/1' });
    harness.write(['a']);
    harness.write(harness.batch(['b', 'c'], ['k1', 'k2']));
    expect(sink.values).toEqual(['a', 'b', 'c']);
    expect(sink.records[2]).toEqual({
      value: 'c',
      lineage: { origin: { split: 'orders/1', branch: '' }, position: 2, sub: '' },
      key: 'k2',
      subtask: 3,
    });
    expect(harness.ledger()).toEqual({ accepted: 3, delivered: 3, deadLettered: 0, held: 0 });
  });

  it('takes what it has room for and says when there is room again', async () => {
    const sink = collectSink<number>({ capacity: 2, paused: true });
    await using harness = await createWriterHarness(sink);
    const batch = harness.batch([0, 1, 2, 3, 4]);
    expect(harness.write(batch)).toBe(2);
    expect(harness.write(batch, 2)).toBe(0);
    const events: string[] = [];
    const ready = harness.writer.ready().then(() => events.push('ready'));
    const flushed = harness.writer.flush().then(() => events.push('flushed'));
    expect(harness.ledger()).toEqual({ accepted: 2, delivered: 0, deadLettered: 0, held: 2 });
    sink.deliver(1);
    await ready;
    expect([sink.values, events]).toEqual([[0], ['ready']]);
    sink.resume();
    await flushed;
    expect(sink.values).toEqual([0, 1]);
    expect(harness.write(batch, 2)).toBe(2);
    expect(sink.values).toEqual([0, 1, 2, 3]);
  });

  it('gives up on what it holds and on what comes after', async () => {
    const sink = collectSink<number>({ paused: true });
    await using harness = await createWriterHarness(sink);
    harness.write([1, 2]);
    await harness.writer.abandon('deadline');
    harness.write([3]);
    await harness.writer.flush();
    expect(sink.abandoned.map(({ value, reason }) => [value, reason])).toEqual([
      [1, 'deadline'],
      [2, 'deadline'],
      [3, 'deadline'],
    ]);
    expect(harness.ledger()).toEqual({ accepted: 3, delivered: 0, deadLettered: 3, held: 0 });
  });

  it('sums its writers, and keeps what was held when one is closed', async () => {
    const sink = collectSink<number>({ paused: true });
    const first = await createWriterHarness(sink);
    const second = await createWriterHarness(sink, { subtask: 1 });
    first.write([1]);
    second.write([2, 3]);
    expect(sink.openWriters).toBe(2);
    await second.close();
    await second.close();
    expect(sink.openWriters).toBe(1);
    expect(sink.ledger()).toEqual({ accepted: 3, delivered: 0, deadLettered: 0, held: 3 });
    expect(() => second.write([4])).toThrow(/after close/);
  });

  it('resolves a wait when the record is there', async () => {
    const sink = collectSink<number>();
    await using harness = await createWriterHarness(sink);
    const waiting = sink.waitFor(({ values }) => values.includes(2));
    harness.write([1]);
    harness.write([2]);
    await waiting;
    await expect(sink.waitFor(({ values }) => values.includes(3), { deadlineMs: 5 })).rejects.toThrow('"accepted":2');
  });

  it('refuses a capacity below 1', () => {
    expect(() => collectSink({ capacity: 0 })).toThrow(RangeError);
  });
});

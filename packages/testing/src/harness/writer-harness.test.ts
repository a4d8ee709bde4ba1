import type { Batch, Sink, SinkContext, SinkWriter } from '@weir/core';
import { collectSink } from '../collecting/collect-sink.js';
import { createWriterHarness } from './writer-harness.js';

/** A sink whose writer breaks its contract where a test says so. */
function sinkOf(parts: Partial<SinkWriter<number>>, created?: (context: SinkContext) => void): Sink<number> {
  const writer: SinkWriter<number> = {
    write: (batch: Batch<number>, from: number) => batch.values.length - from,
    ready: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
    ledger: () => ({ accepted: 0, delivered: 0, deadLettered: 0, held: 0 }),
    close: () => Promise.resolve(),
    ...parts,
  };
  return {
    name: 'broken',
    createWriter: (context) => {
      created?.(context);
      return writer;
    },
  };
}

describe('a writer harness', () => {
  it('gives the context that the test owns', async () => {
    let context: SinkContext | undefined;
    const sink = sinkOf({}, (given) => (context = given));
    await using harness = await createWriterHarness(sink, {
      parameters: { 'http.sink.retries': 1 },
      job: 'j',
      uid: 'u',
    });
    expect(context).toMatchObject({ job: 'j', uid: 'u', name: 'broken', subtask: 0, parallelism: 1 });
    expect(context?.parameters.getInt('http.sink.retries')).toBe(1);
    expect(context?.clock).toBe(harness.clock);
    harness.clock.advanceBy(5);
    expect(context?.clock.now()).toBe(5);
    context?.logger.warn('careful');
    expect(harness.logger.messages('warn')).toEqual(['careful']);
  });

  it('refuses what the sink refuses before a writer is made', async () => {
    const validate = () => {
      throw new Error('bad configuration');
    };
    await expect(createWriterHarness({ ...sinkOf({}), validate })).rejects.toThrow('bad configuration');
  });

  it('gives a position to each record and goes on behind it', async () => {
    await using harness = await createWriterHarness(sinkOf({}));
    harness.write([1, 2]);
    expect(harness.batch([3, 4], ['a', 'b'])).toEqual({
      origin: { split: 'test-source/0', branch: '' },
      values: [3, 4],
      positions: [2, 3],
      keys: ['a', 'b'],
    });
  });

  it('writes all, waiting for room', async () => {
    const sink = collectSink<number>({ capacity: 2, paused: true });
    await using harness = await createWriterHarness(sink);
    const written = harness.writeAll([1, 2, 3, 4, 5]);
    await sink.waitFor((s) => s.ledger().held === 2);
    sink.resume();
    await written;
    expect(sink.values).toEqual([1, 2, 3, 4, 5]);
  });

  it('collects what the writer fails with', async () => {
    let context: SinkContext | undefined;
    await using harness = await createWriterHarness(sinkOf({}, (given) => (context = given)));
    const waiting = harness.waitForFailure();
    context?.fail(new Error('store down'));
    await waiting;
    expect(harness.failures).toEqual([new Error('store down')]);
  });

  it('names a broken contract', async () => {
    const greedy = await createWriterHarness(sinkOf({ write: () => 3 }));
    expect(() => greedy.write([1])).toThrow(/took 3 of 1/);
    const stuck = await createWriterHarness(sinkOf({ write: () => 0 }));
    await expect(stuck.writeAll([1])).rejects.toThrow(/nothing after ready/);
    const ledger = { accepted: 2, delivered: 1, deadLettered: 0, held: 0 };
    const unbalanced = await createWriterHarness(sinkOf({ ledger: () => ledger }));
    expect(() => unbalanced.ledger()).toThrow(/does not add up/);
  });
});

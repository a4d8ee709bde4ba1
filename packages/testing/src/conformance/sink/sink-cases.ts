import { equal, ok } from 'node:assert/strict';
import { systemClock, type Clock, type Logger } from '@weir/core';
import { MemoryLogger } from '../../collecting/memory-logger.js';
import { createWriterHarness, type WriterHarness } from '../../harness/writer-harness.js';
import type { SinkCase, SinkUnderTest } from './sink-case.js';

function open<T>({ sink, parameters }: SinkUnderTest<T>): Promise<WriterHarness<T, Clock, Logger>> {
  return createWriterHarness<T, Clock, Logger>(sink, { parameters, clock: systemClock, logger: new MemoryLogger() });
}

function records<T>(subject: SinkUnderTest<T>, count: number): T[] {
  return Array.from({ length: count }, (_, i) => subject.record(i));
}

/** What every sink promises; see `SinkWriter` in core. */
export const sinkCases: readonly SinkCase[] = [
  {
    name: 'delivers what it has taken, and flush waits for it',
    run: async (subject) => {
      await using harness = await open(subject);
      await harness.writeAll(records(subject, 500));
      await harness.writer.flush();
      const { accepted, delivered, held } = harness.ledger();
      equal(accepted, 500);
      equal(delivered, 500);
      equal(held, 0);
      equal(subject.taken(), 500);
    },
  },
  {
    name: 'takes no more than it may hold, and says when there is room again',
    run: async (subject) => {
      await using harness = await open(subject);
      subject.stall();
      const batch = harness.batch(records(subject, subject.capacity + 10));
      equal(harness.write(batch), subject.capacity);
      equal(harness.write(batch, subject.capacity), 0);
      equal(harness.ledger().held, subject.capacity);
      subject.resume();
      await harness.writer.ready();
      ok(harness.write(batch, subject.capacity) > 0, 'ready resolved, but write took nothing');
      await harness.writer.flush();
      equal(harness.ledger().held, 0);
    },
  },
  {
    name: 'takes a part of a batch from any index on',
    run: async (subject) => {
      await using harness = await open(subject);
      const batch = harness.batch(records(subject, 2));
      equal(harness.write(batch, 1), 1);
      await harness.writer.flush();
      equal(harness.ledger().accepted, 1);
    },
  },
  {
    name: 'gives everything a place when it is abandoned, what comes afterwards too',
    run: async (subject) => {
      await using harness = await open(subject);
      subject.stall();
      harness.write([subject.record(0)]);
      await harness.writer.abandon('the conformance suite says so');
      equal(harness.ledger().held, 0);
      await harness.writeAll([subject.record(1)]);
      await harness.writer.flush();
      const { accepted, delivered, deadLettered } = harness.ledger();
      equal(accepted, 2);
      equal(delivered, 0);
      equal(deadLettered, 2);
    },
  },
  {
    name: 'can be closed twice, and with records held',
    run: async (subject) => {
      const harness = await open(subject);
      subject.stall();
      harness.write([subject.record(0)]);
      await harness.close();
      await harness.close();
    },
  },
];

import {
  describeError,
  sumLedgers,
  systemClock,
  type Ledger,
  type Logger,
  type Parameters,
  type SinkContext,
  type SinkNode,
  type SinkWriter,
} from '@weir/core';
import { getOrCreate } from '../get-or-create.js';
import type { WindowedValue } from '../wire/coders.js';
import type { Parcel } from '../wire/parcel.js';
import type { BundleStep, Emit } from './bundle-step.js';
import { totalsReport } from './totals-step.js';
import { within } from './within.js';

/** What a sink runs with in a worker. */
export interface SinkStepOptions {
  readonly job: string;
  readonly node: SinkNode;
  readonly parameters: Parameters;
  readonly logger: Logger;
  /** How long the end of a bundle waits for what is held before that is dead-lettered. */
  readonly maxHoldMs: number;
}

/** What happened between two looks at a writer. */
function since(before: Ledger, now: Ledger): Ledger {
  return {
    accepted: now.accepted - before.accepted,
    delivered: now.delivered - before.delivered,
    deadLettered: now.deadLettered - before.deadLettered,
    held: now.held - before.held,
  };
}

/** A writer, and its counters at the end of the last bundle. */
interface OpenWriter {
  readonly writer: SinkWriter<unknown>;
  counted: Ledger;
}

/**
 * Writes a bundle's records to a sink. The bundle ends when everything that its writers accepted is delivered or
 * dead-lettered, so that an engine never counts as done what is still held.
 *
 * A writer belongs to one bundle at a time and stays open for the next one: its connections are worth keeping.
 */
export class SinkStep implements BundleStep {
  readonly #options: SinkStepOptions;
  /** By subtask. */
  readonly #writers = new Map<number, Promise<OpenWriter>>();
  /** Why nothing is written any more: a writer failed on its own, or the step was closed. */
  #failure: Error | undefined;
  /** Rejects what waits for a writer now. */
  readonly #interrupts = new Set<(error: Error) => void>();
  readonly #emit: Emit;
  /** The header of the last element, for what is reported. */
  #header: Buffer | undefined;

  constructor(options: SinkStepOptions, emit: Emit) {
    this.#options = options;
    this.#emit = emit;
  }

  async process({ header, value }: WindowedValue): Promise<void> {
    this.#header = header;
    const { subtask, batch } = value as Parcel;
    const { writer } = await this.#open(subtask);
    for (let from = writer.write(batch, 0); from < batch.values.length; from += writer.write(batch, from)) {
      await this.#unlessFailed(writer.ready());
    }
  }

  async finish(): Promise<void> {
    const open = await Promise.all(this.#writers.values());
    await this.#unlessFailed(Promise.all(open.map(({ writer }) => this.#settle(writer))));
    const ledger = sumLedgers(open.map((each) => since(each.counted, (each.counted = each.writer.ledger()))));
    if (this.#header && ledger.accepted > 0)
      await this.#emit({ header: this.#header, value: totalsReport({ ...ledger }) });
  }

  async close(): Promise<void> {
    // A closed writer takes nothing and is ready at once: whoever is writing would try for ever.
    this.#fail(new Error('the worker was closed'));
    for (const opened of await Promise.allSettled(this.#writers.values())) {
      if (opened.status === 'fulfilled') await opened.value.writer.close();
    }
    this.#writers.clear();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const interrupt of this.#interrupts) interrupt(this.#failure);
  }

  /** Not a race with a promise that lives as long as the step: that would keep every wait there has been. */
  #unlessFailed<T>(work: Promise<T>): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise<T>((resolve, reject) => {
      this.#interrupts.add(reject);
      work.then(resolve, reject).finally(() => this.#interrupts.delete(reject));
    });
  }

  #open(subtask: number): Promise<OpenWriter> {
    return getOrCreate(this.#writers, subtask, () => this.#create(subtask));
  }

  async #create(subtask: number): Promise<OpenWriter> {
    const { job, node, parameters, logger } = this.#options;
    const context: SinkContext = {
      job,
      uid: node.id,
      name: node.name,
      subtask,
      parallelism: node.parallelism,
      parameters,
      clock: systemClock,
      logger,
      fail: (error) => {
        logger.error(`A sink failed: ${describeError(error)}`);
        this.#fail(error instanceof Error ? error : new Error(describeError(error)));
      },
    };
    return { writer: await node.sink.createWriter(context), counted: sumLedgers([]) };
  }

  /** Waits until nothing is held; what is left after `maxHoldMs` is given up, so that a checkpoint is not held up. */
  async #settle(writer: SinkWriter<unknown>): Promise<void> {
    const { maxHoldMs, node, logger } = this.#options;
    const flushed = writer.flush();
    if ((await within(flushed, maxHoldMs)) !== 'late') return;
    const reason = `the end of a bundle had waited for ${maxHoldMs} ms`;
    logger.warn(`Sink "${node.name}": ${writer.ledger().held} records are dead-lettered, because ${reason}.`);
    await Promise.all([writer.abandon(reason), flushed]);
    await this.#replace(writer);
  }

  /** A writer that gave up once gives up everything; the next bundle gets a new one. */
  async #replace(writer: SinkWriter<unknown>): Promise<void> {
    for (const [subtask, opened] of this.#writers) {
      if ((await opened).writer === writer) this.#writers.delete(subtask);
    }
    await writer.close();
  }
}

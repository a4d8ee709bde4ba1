import { sumLedgers, type Ledger, type Sink, type SinkContext, type SinkState, type SinkWriter } from '@weir/core';
import { ConditionWaits, type WaitDeadline } from '../waiting/condition-waits.js';
import { CollectWriter } from './collect-writer.js';
import type { AbandonedRecord, CollectedRecord } from './collected-record.js';

/** Options of {@link collectSink}. */
export interface CollectSinkOptions {
  /** For graphs and messages; default `collect`. */
  readonly name?: string;
  /** How many records each writer takes before it is full; default no limit. */
  readonly capacity?: number;
  /** Starts as after {@link CollectSink.pause}; default false. */
  readonly paused?: boolean;
}

/**
 * A sink that collects. A record is delivered in the moment it is taken; while the sink is paused, it is held.
 */
export class CollectSink<T> implements Sink<T> {
  readonly name: string;
  readonly takesFailures = true;
  readonly #capacity: number;
  readonly #writers: CollectWriter<T>[] = [];
  readonly #values: T[] = [];
  readonly #records: CollectedRecord<T>[] = [];
  readonly #abandoned: AbandonedRecord<T>[] = [];
  readonly #waits = new ConditionWaits<CollectSink<T>>(this, () => `${this.name}: ${JSON.stringify(this.ledger())}.`);
  #paused: boolean;

  /** @internal Use {@link collectSink}. */
  constructor({ name = 'collect', capacity = Infinity, paused = false }: CollectSinkOptions) {
    if (!(capacity >= 1)) throw new RangeError(`The capacity of a sink must be at least 1; got ${capacity}.`);
    this.name = name;
    this.#capacity = capacity;
    this.#paused = paused;
  }

  /** The delivered values, in the order of delivery. */
  get values(): readonly T[] {
    return this.#values;
  }

  /** The delivered records, in the order of delivery. */
  get records(): readonly CollectedRecord<T>[] {
    return this.#records;
  }

  /**
   * The records that were given up on, by `abandon` or because a function failed on them, in their order; the ledger
   * counts them as dead-lettered.
   */
  get abandoned(): readonly AbandonedRecord<T>[] {
    return this.#abandoned;
  }

  /** How many writers were made and are not closed. */
  get openWriters(): number {
    return this.#writers.filter((writer) => !writer.isClosed).length;
  }

  /** The sum over all writers. */
  ledger(): Ledger {
    return sumLedgers(this.#writers.map((writer) => writer.ledger()));
  }

  /** Holds what is taken from now on. */
  pause(): void {
    this.#paused = true;
  }

  /** Delivers what is held, and again at once from now on. */
  resume(): void {
    this.#paused = false;
    this.deliver();
  }

  /** Delivers at most `count` (default all) of the held records, writer by writer, oldest first. */
  deliver(count = Infinity): void {
    let left = count;
    for (const writer of this.#writers) left -= writer.settle(left);
  }

  /** Resolves when `predicate` holds for this sink; it is asked whenever records were taken or settled. */
  async waitFor(predicate: (sink: CollectSink<T>) => boolean, deadline?: WaitDeadline): Promise<void> {
    await this.#waits.until(predicate, deadline);
  }

  createWriter(context: SinkContext, restored: SinkState = { units: [], counters: {} }): SinkWriter<T> {
    const writer = new CollectWriter<T>(
      {
        subtask: context.subtask,
        capacity: this.#capacity,
        isPaused: () => this.#paused,
        delivered: (record) => {
          this.#values.push(record.value);
          this.#records.push(record);
        },
        abandoned: (record) => this.#abandoned.push(record),
        changed: () => {
          this.#waits.check();
        },
      },
      restored,
    );
    this.#writers.push(writer);
    if (!this.#paused) writer.settle(Infinity);
    return writer;
  }
}

/** A sink that collects values and lineage, to be read and held back by a test. */
export function collectSink<T>(options: CollectSinkOptions = {}): CollectSink<T> {
  return new CollectSink(options);
}

import {
  isBalanced,
  Parameters,
  type Batch,
  type Clock,
  type Ledger,
  type Logger,
  type Sink,
  type SinkContext,
  type SinkState,
  type SinkWriter,
} from '@weir/core';
import { ManualClock } from '../collecting/manual-clock.js';
import { MemoryLogger } from '../collecting/memory-logger.js';
import { ConditionWaits, type WaitDeadline } from '../waiting/condition-waits.js';

/** Options of {@link createWriterHarness}; each part of the {@link SinkContext} can be given. */
export interface WriterHarnessOptions<C extends Clock, L extends Logger> {
  /** Default a {@link ManualClock}. */
  readonly clock?: C;
  /** Default a {@link MemoryLogger}. */
  readonly logger?: L;
  /** Parameters, or a plain map of them; default none. */
  readonly parameters?: Parameters | Readonly<Record<string, string | number | boolean>>;
  /** Default `test-job`. */
  readonly job?: string;
  /** Default `test-sink`. */
  readonly uid?: string;
  /** Default 0. */
  readonly subtask?: number;
  /** Default 1. */
  readonly parallelism?: number;
  /** What a checkpoint held; default nothing. */
  readonly restored?: SinkState;
  /** Split that the records claim to come from; default `test-source/0`. */
  readonly split?: string;
}

/** Drives one writer of a sink as a runner would, one step at a time. */
export class WriterHarness<T, C extends Clock, L extends Logger> implements AsyncDisposable {
  /** The writer itself, for `flush`, `abandon`, `ready` and `gauges`. */
  readonly writer: SinkWriter<T>;
  readonly clock: C;
  readonly logger: L;
  readonly #split: string;
  readonly #failures: Failures;
  #position = 0;

  /** @internal Use {@link createWriterHarness}. */
  constructor(writer: SinkWriter<T>, context: { clock: C; logger: L; split: string; failures: Failures }) {
    this.writer = writer;
    this.clock = context.clock;
    this.logger = context.logger;
    this.#split = context.split;
    this.#failures = context.failures;
  }

  /** What the writer reported through `fail`, oldest first. */
  get failures(): readonly unknown[] {
    return this.#failures.errors;
  }

  /** A batch of `values` at the next positions; with `keys`, as behind a keyBy. */
  batch(values: readonly T[], keys?: readonly string[]): Batch<T> {
    const first = this.#position;
    this.#position += values.length;
    const positions = values.map((_, i) => first + i);
    return { origin: { split: this.#split, branch: '' }, values, positions, ...(keys && { keys }) };
  }

  /** Offers `values` (or the rest of `batch` from `from` on) once and returns how many the writer took. */
  write(offer: readonly T[] | Batch<T>, from = 0): number {
    const batch = 'origin' in offer ? offer : this.batch(offer);
    const taken = this.writer.write(batch, from);
    if (!Number.isInteger(taken) || taken < 0 || taken > batch.values.length - from) {
      throw new Error(`write took ${taken} of ${batch.values.length - from} records: the writer broke its contract.`);
    }
    return taken;
  }

  /** Has the writer take all of `values`: offers, waits for `ready`, offers the rest. */
  async writeAll(offer: readonly T[] | Batch<T>): Promise<void> {
    const batch = 'origin' in offer ? offer : this.batch(offer);
    let from = this.write(batch);
    while (from < batch.values.length) {
      await this.writer.ready();
      const taken = this.write(batch, from);
      if (taken === 0) throw new Error('write took nothing after ready resolved: the writer broke its contract.');
      from += taken;
    }
  }

  /** The writer's ledger. Throws when it does not add up. */
  ledger(): Ledger {
    const ledger = this.writer.ledger();
    if (!isBalanced(ledger)) throw new Error(`The ledger does not add up: ${JSON.stringify(ledger)}.`);
    return ledger;
  }

  /** Resolves when the writer has reported at least `count` failures. */
  async waitForFailure(count = 1, deadline?: WaitDeadline): Promise<void> {
    await this.#failures.waits.until(({ errors }) => errors.length >= count, deadline);
  }

  async close(): Promise<void> {
    await this.writer.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** What was reported through `SinkContext.fail`. */
class Failures {
  readonly errors: unknown[] = [];
  readonly waits = new ConditionWaits<Failures>(this, () => `Failures: ${this.errors.length}.`);

  add(error: unknown): void {
    this.errors.push(error);
    this.waits.check();
  }
}

/** Validates `sink` and makes one writer of it, with a context that the test owns. */
export async function createWriterHarness<T, C extends Clock = ManualClock, L extends Logger = MemoryLogger>(
  sink: Sink<T>,
  options: WriterHarnessOptions<C, L> = {},
): Promise<WriterHarness<T, C, L>> {
  const { job = 'test-job', uid = 'test-sink', subtask = 0, parallelism = 1, split = 'test-source/0' } = options;
  const given = options.parameters ?? {};
  const parameters = given instanceof Parameters ? given : Parameters.of(given);
  // Without the option, C and L are their defaults.
  const clock = options.clock ?? (new ManualClock() as Clock as C);
  const logger = options.logger ?? (new MemoryLogger() as Logger as L);
  const failures = new Failures();
  const fail = (error: unknown) => {
    failures.add(error);
  };
  const context: SinkContext = { job, uid, name: sink.name, subtask, parallelism, parameters, clock, logger, fail };
  sink.validate?.(parameters, logger);
  const writer = await sink.createWriter(context, options.restored);
  return new WriterHarness(writer, { clock, logger, split, failures });
}

import type { Parameters } from '../config/parameters.js';
import type { Batch } from '../record/batch.js';
import type { JsonValue } from '../record/json-value.js';
import type { Ledger } from '../record/ledger.js';
import type { Clock } from './clock.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

/**
 * One record that a writer holds, as plain data. Units are dealt out anew when the parallelism has changed: those with a
 * key to the subtask that owns the key, the others in turn.
 */
export interface StateUnit {
  readonly key?: string;
  readonly value: JsonValue;
}

/** What a writer holds at a checkpoint, or begins with after one. */
export interface SinkState {
  readonly units: readonly StateUnit[];
  /** Sums that go on counting over a restart, by name; those of all subtasks are added up and given to the first. */
  readonly counters: Readonly<Record<string, number>>;
}

/** What a writer is given by the runner. */
export interface SinkContext {
  /** Job name. */
  readonly job: string;
  /** uid of the sink node. */
  readonly uid: string;
  /** Name of the sink node, for people. */
  readonly name: string;
  /** Index of this subtask, from 0. */
  readonly subtask: number;
  readonly parallelism: number;
  readonly parameters: Parameters;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where the writer counts; absent when nobody looks. */
  readonly metrics?: Metrics;
  /**
   * Fails the job. For what goes wrong outside of a call, as when the dead-letter store refuses a letter; the records
   * concerned stay held.
   */
  fail(error: unknown): void;
}

/**
 * Where records go: a factory, so that parallel subtasks never share a writer.
 *
 * `createWriter` is called once per subtask and attempt; never while the graph is drawn.
 */
export interface Sink<T> {
  /** For graphs and messages. */
  readonly name: string;
  /** Full names of the configuration keys that this sink reads: lets a typo be told from a parameter of the user's. */
  readonly keys?: readonly string[];
  /**
   * Whether its writers dead-letter the records of a batch that has `failures`, with these as the reason; accepted, held
   * and settled like any other. Without it an operator with `onError: 'dead-letter'` before this sink is refused.
   */
  readonly takesFailures?: boolean;
  /**
   * Refuses bad configuration before anything runs: called once per job, after `handle()`, with the parameters that
   * the writers will get. Throws a coded error.
   */
  validate?(parameters: Parameters, logger: Logger): void;
  /** @param restored what the writer begins with when the job goes on from a checkpoint */
  createWriter(context: SinkContext, restored?: SinkState): SinkWriter<T> | Promise<SinkWriter<T>>;
  /** The job has ended, in whatever way: all writers are closed and none will be created. Called once, never throws. */
  end?(): void;
}

/**
 * One subtask's end of a sink.
 *
 * The runner calls `write` with one batch at a time and, when not everything was taken, awaits `ready` and calls `write`
 * again for the rest. At the end: `flush`, then `close`; on a deadline `abandon`, perhaps more `write`, `flush`, `close`;
 * after a failure of the writer itself only `close`. No call is made after `close`. A record once taken is the writer's: it is delivered, dead-lettered or held.
 */
export interface SinkWriter<T> {
  /**
   * Takes the records of `batch` from index `from` on, as many as there is room for, and returns how many. Synchronous
   * and quick: it starts work and never waits for it. 0 when it is full.
   *
   * @param beyondCapacity true while a checkpoint is under way: a writer with a `snapshot` then takes all of them, full
   * or not, so that a slow target cannot hold up the checkpoint
   */
  write(batch: Batch<T>, from: number, beyondCapacity?: boolean): number;
  /** Resolves when `write` would take at least one record. */
  ready(): Promise<void>;
  /** Resolves when nothing is held any more. */
  flush(): Promise<void>;
  /**
   * Gives up on delivery: dead-letters everything held, and whatever `write` takes from now on, with `reason` in words.
   * Resolves when the store has all that was held at the call; `flush` waits for the rest. Idempotent.
   */
  abandon(reason: string): Promise<void>;
  /**
   * What is held at this moment, as plain data; synchronous. The writer goes on as if nothing had happened. Without it
   * the runner has to flush the writer for each checkpoint.
   */
  snapshot?(): SinkState;
  /** The counters of this writer at this moment. */
  ledger(): Ledger;
  /** What the live line shows, by name; numbers such as `inFlight` and `retrying`. */
  gauges?(): Readonly<Record<string, number>>;
  /** Releases everything. Idempotent; resolves also when things are held. */
  close(): Promise<void>;
}

import type { Parameters } from '../config/parameters.js';
import type { Batch } from '../record/batch.js';
import type { Ledger } from '../record/ledger.js';
import type { Clock } from './clock.js';
import type { Logger } from './logger.js';

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
   * Refuses bad configuration before anything runs: called once per job, after `handle()`, with the parameters that
   * the writers will get. Throws a coded error.
   */
  validate?(parameters: Parameters, logger: Logger): void;
  createWriter(context: SinkContext): SinkWriter<T> | Promise<SinkWriter<T>>;
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
   */
  write(batch: Batch<T>, from: number): number;
  /** Resolves when `write` would take at least one record. */
  ready(): Promise<void>;
  /** Resolves when nothing is held any more. */
  flush(): Promise<void>;
  /**
   * Gives up on delivery: dead-letters everything held, and whatever `write` takes from now on, with `reason` in words.
   * Resolves when the store has all that was held at the call; `flush` waits for the rest. Idempotent.
   */
  abandon(reason: string): Promise<void>;
  /** The counters of this writer at this moment. */
  ledger(): Ledger;
  /** What the live line shows, by name; numbers such as `inFlight` and `retrying`. */
  gauges?(): Readonly<Record<string, number>>;
  /** Releases everything. Idempotent; resolves also when things are held. */
  close(): Promise<void>;
}

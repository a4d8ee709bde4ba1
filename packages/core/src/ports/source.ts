import type { JsonValue } from '../record/json-value.js';
import type { Clock } from './clock.js';
import type { Logger } from './logger.js';

/** What a source can promise; runners decide by this and never by its class. */
export interface SourceTraits {
  /** Whether it ends by itself. */
  readonly bounded: boolean;
  /** Whether a reader can be opened at a position it once reported and then gives the same records again. */
  readonly rewindable: boolean;
  /** Whether it can be read by several subtasks at once; one that cannot always runs with parallelism 1. */
  readonly splittable: boolean;
}

/** One independently readable part of a source: plain data, the same on every machine. */
export interface SourceSplit {
  /** Unique in the source and stable: record ids are made of it. */
  readonly id: string;
  /** The position at which it ends (a record's position in {@link ReadBatch}), where known; for progress only. */
  readonly size?: number;
  /** Whatever the reader needs to find the part. */
  readonly detail?: JsonValue;
}

/** What a reader is given. */
export interface SourceContext {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Records read in one go. `positions` ascend and say where each value stands in the split. */
export interface ReadBatch<T> {
  readonly values: readonly T[];
  readonly positions: readonly number[];
}

/**
 * Where records come from: a factory, so that parallel subtasks never share a reader.
 *
 * The runner calls `splits` once per fresh start (a restored job keeps the splits of its checkpoint) and `createReader`
 * once per split and attempt. Both may be asynchronous. Neither is called while the graph is drawn.
 */
export interface Source<T> {
  /** For graphs and messages. */
  readonly name: string;
  readonly traits: SourceTraits;
  /** The parts of the source; at most `parallelism` of them are read at a time. */
  splits(parallelism: number): readonly SourceSplit[] | Promise<readonly SourceSplit[]>;
  /** Opens `split` at `position` (a value that {@link SourceReader.position} gave), or at its start. */
  createReader(
    split: SourceSplit,
    position: JsonValue | undefined,
    context: SourceContext,
  ): SourceReader<T> | Promise<SourceReader<T>>;
}

/**
 * Reads one split. Pulled: `read` is called only when downstream has room, one call at a time.
 */
export interface SourceReader<T> {
  /**
   * Gives between 1 and `max` records as soon as there is one, or undefined at the end of the split, for ever after.
   * Must not wait for a second record once it has one. Rejects promptly when `signal` aborts while it waits.
   */
  read(max: number, signal: AbortSignal): ReadBatch<T> | undefined | Promise<ReadBatch<T> | undefined>;
  /** Where reading would go on after the last batch that `read` returned; may be called while a read is pending. */
  position(): JsonValue;
  /** Called once, after the last read has settled, also after a failure. */
  close(): void | Promise<void>;
}

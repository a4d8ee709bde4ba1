import {
  describeError,
  isWeirError,
  systemClock,
  WeirError,
  type JsonValue,
  type Logger,
  type ReadBatch,
  type SourceNode,
  type SourceReader,
} from '@weir/core';
import type { Restriction } from './source-splits-step.js';
import { within } from './within.js';

/** How many records are read at a time. */
const readSize = 256;

/** What became of a read: records, the end of the split, or nothing before the time was over. */
export type ReadOutcome = ReadBatch<unknown> | 'end' | 'pending';

/** A split that is being read, also between two bundles. A read that was asked for stays asked for. */
export class SplitReading {
  readonly #node: SourceNode;
  readonly #reader: SourceReader<unknown>;
  readonly #abort = new AbortController();
  #pending: Promise<ReadBatch<unknown> | undefined> | undefined;
  /** Taken when records are handed out: a read that is under way may already have moved the reader's. */
  #position: JsonValue;

  private constructor(node: SourceNode, reader: SourceReader<unknown>) {
    this.#node = node;
    this.#reader = reader;
    this.#position = reader.position();
  }

  /** Opens the split where `restriction` says. @throws SOURCE_FAILED */
  static async open(node: SourceNode, { split, position }: Restriction, logger: Logger): Promise<SplitReading> {
    try {
      const reader = await node.source.createReader(split, position, { clock: systemClock, logger });
      return new SplitReading(node, reader);
    } catch (cause) {
      throw sourceError(node, cause);
    }
  }

  /** Where reading goes on after what was handed out. */
  get position(): JsonValue {
    return this.#position;
  }

  /** The next records, waiting no longer than until `deadline` (milliseconds of the clock). @throws SOURCE_FAILED */
  async next(deadline: number): Promise<ReadOutcome> {
    try {
      const read = this.#pending ?? this.#reader.read(readSize, this.#abort.signal);
      if (!(read instanceof Promise)) return this.#handOut(read ?? 'end');
      this.#pending = read;
      const outcome = await within(read, Math.max(0, deadline - systemClock.now()));
      if (outcome === 'late') return 'pending';
      this.#pending = undefined;
      return this.#handOut(outcome ?? 'end');
    } catch (cause) {
      throw sourceError(this.#node, cause);
    }
  }

  #handOut(outcome: ReadOutcome): ReadOutcome {
    this.#position = this.#reader.position();
    return outcome;
  }

  async close(): Promise<void> {
    const reason = new Error('the split is read elsewhere, or not any more');
    this.#abort.abort(reason);
    // A reader is closed when its last read has settled, in whichever way.
    await Promise.allSettled([this.#pending]);
    await this.#reader.close();
  }
}

function sourceError(node: SourceNode, cause: unknown): WeirError {
  if (isWeirError(cause)) return cause;
  return new WeirError('SOURCE_FAILED', `The source "${node.name}" failed: ${describeError(cause)}`, { cause });
}

import {
  describeError,
  isWeirError,
  WeirError,
  type JsonValue,
  type Origin,
  type ReadBatch,
  type SourceReader,
} from '@weir/core';
import type { SplitState } from '../checkpoint/checkpoint.js';

/** A split that a subtask reads, or has read to its end. */
export interface OpenSplit {
  readonly split: SplitState['split'];
  /** Absent when the split was finished before. */
  readonly reader: SourceReader<unknown> | undefined;
}

type Arrival = { readonly read: ReadBatch<unknown> | undefined } | { readonly error: Error };

/** One split at work: at most one read under way, and what it gave until somebody takes it. */
export class SourceLane {
  readonly origin: Origin;
  readonly #open: OpenSplit;
  readonly #source: string;
  readonly #onArrival: () => void;
  #arrival: Arrival | undefined;
  #reading = false;
  #finished: boolean;
  /** Where reading goes on after the last batch that was taken. */
  #position: JsonValue | undefined;

  constructor(source: { id: string; name: string }, open: OpenSplit, onArrival: () => void) {
    this.origin = Object.freeze({ split: `${source.id}/${open.split.id}`, branch: '' });
    this.#open = open;
    this.#source = source.name;
    this.#onArrival = onArrival;
    this.#finished = open.reader === undefined;
    this.#position = open.reader?.position();
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Where the split ends, in units of its positions; undefined when that is not known. */
  get size(): number | undefined {
    return this.#open.split.size;
  }

  /** How far the split has been read, in units of its positions. */
  get progress(): number {
    if (this.#finished) return this.size ?? 0;
    return typeof this.#position === 'number' ? this.#position : 0;
  }

  /** Starts a read unless one is under way or has given something that nobody took. */
  request(max: number, signal: AbortSignal): void {
    const { reader } = this.#open;
    if (this.#reading || this.#arrival || this.#finished || !reader) return;
    this.#reading = true;
    try {
      const read = reader.read(max, signal);
      if (read instanceof Promise)
        read.then(
          (result) => this.#arrive({ read: result }),
          (cause: unknown) => this.#arriveError(cause),
        );
      else this.#arrive({ read });
    } catch (cause) {
      this.#arriveError(cause);
    }
  }

  /** What the last read gave, once; `finished` when that was the end. Throws what the read threw. */
  take(): ReadBatch<unknown> | undefined {
    const arrival = this.#arrival;
    if (!arrival) return undefined;
    this.#arrival = undefined;
    if ('error' in arrival) throw arrival.error;
    if (arrival.read) this.#position = this.#open.reader?.position();
    else this.#finished = true;
    return arrival.read;
  }

  snapshot(): SplitState {
    return {
      split: this.#open.split,
      finished: this.#finished,
      ...(this.#position !== undefined && !this.#finished && { position: this.#position }),
    };
  }

  #arriveError(cause: unknown): void {
    const message = `The source "${this.#source}" failed: ${describeError(cause)}`;
    this.#arrive({ error: isWeirError(cause) ? cause : new WeirError('SOURCE_FAILED', message, { cause }) });
  }

  #arrive(arrival: Arrival): void {
    this.#reading = false;
    this.#arrival = arrival;
    this.#onArrival();
  }
}

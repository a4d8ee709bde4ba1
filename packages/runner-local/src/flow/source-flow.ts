import {
  describeError,
  isWeirError,
  WeirError,
  type JsonValue,
  type Origin,
  type ReadBatch,
  type SourceReader,
  type SourceSplit,
} from '@weir/core';
import type { BatchSizer } from './batch-sizer.js';
import type { Flow, Item } from './flow.js';

/** A split that this subtask reads. */
export interface OpenSplit {
  readonly split: SourceSplit;
  readonly reader: SourceReader<unknown>;
}

/** A split at work. `position` is where reading goes on after the last batch that was handed on. */
interface Lane extends OpenSplit {
  readonly origin: Origin;
  position: JsonValue;
  pending: Promise<Arrival> | undefined;
  /** Lets go of the read under way. */
  giveUp: (() => void) | undefined;
}

/** What one read of a lane gave. */
interface Arrival {
  readonly lane: Lane;
  readonly read: ReadBatch<unknown> | undefined;
}

/** How far a source has come; `of` is known when every split knows its end. */
export interface SourceProgress {
  readonly position: number;
  readonly of: number | undefined;
}

/** Pulls from the readers of one source subtask; whichever has something first is next. */
export class SourceFlow implements Flow {
  readonly #name: string;
  readonly #sizer: BatchSizer;
  readonly #stop = new AbortController();
  readonly #job: AbortSignal;
  #open: Lane[];
  readonly #all: readonly Lane[];

  constructor(source: { id: string; name: string }, splits: readonly OpenSplit[], sizer: BatchSizer, job: AbortSignal) {
    this.#name = source.name;
    this.#sizer = sizer;
    this.#job = job;
    this.#all = splits.map(({ split, reader }) => {
      const origin = Object.freeze({ split: `${source.id}/${split.id}`, branch: '' });
      return { split, reader, origin, position: reader.position(), pending: undefined, giveUp: undefined };
    });
    this.#open = [...this.#all];
    job.addEventListener('abort', () => this.stop(), { once: true });
  }

  /** Ends the flow: reads under way are given up, what they would have given was never handed on. */
  stop(): void {
    this.#stop.abort(new Error('the source was stopped'));
    for (const lane of this.#open) lane.giveUp?.();
  }

  async pull(): Promise<Item | undefined> {
    while (this.#open.length > 0 && !this.#stop.signal.aborted) {
      const arrival = await this.#nextArrival();
      if (!arrival) break;
      const { lane, read } = arrival;
      lane.pending = undefined;
      if (!read) {
        this.#open = this.#open.filter((other) => other !== lane);
        continue;
      }
      lane.position = lane.reader.position();
      this.#sizer.observe(read.values);
      return { batch: { origin: lane.origin, values: read.values, positions: read.positions }, input: 0 };
    }
    this.#job.throwIfAborted();
    return undefined;
  }

  progress(): SourceProgress {
    const sizes = this.#all.map(({ split }) => split.size);
    return {
      position: this.#all.reduce((sum, { position }) => sum + (typeof position === 'number' ? position : 0), 0),
      of: sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    };
  }

  async #nextArrival(): Promise<Arrival | undefined> {
    try {
      const arrival = await Promise.race(this.#open.map((lane) => (lane.pending ??= this.#read(lane))));
      // The one that came first goes to the end of the line, so that a busy split does not starve the rest.
      if (this.#open.length > 1) this.#open = [...this.#open.filter((lane) => lane !== arrival.lane), arrival.lane];
      return arrival;
    } catch (cause) {
      if (this.#stop.signal.aborted) return undefined;
      throw cause;
    }
  }

  #read(lane: Lane): Promise<Arrival> {
    const stopped = this.#stop.signal;
    const read = new Promise<ReadBatch<unknown> | undefined>((resolve, reject) => {
      lane.giveUp = () => reject(stopped.reason as Error);
      Promise.resolve(lane.reader.read(this.#sizer.size, stopped)).then(resolve, reject);
    });
    return read.then(
      (result) => ({ lane, read: result }),
      (cause: unknown) => Promise.reject(this.#readError(cause)),
    );
  }

  #readError(cause: unknown): Error {
    if (isWeirError(cause)) return cause;
    return new WeirError('SOURCE_FAILED', `The source "${this.#name}" failed: ${describeError(cause)}`, { cause });
  }
}

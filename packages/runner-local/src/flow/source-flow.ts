import type { Counter, SourceNode } from '@weir/core';
import { Wakeup } from '../channel/wakeup.js';
import type { CheckpointReports, Participant } from '../checkpoint/participant.js';
import type { BatchSizer } from './batch-sizer.js';
import type { Flow, Item } from './flow.js';
import { SourceLane, type OpenSplit } from './source-lane.js';

/** How far a source has come; `of` is known when every split knows its end. */
export interface SourceProgress {
  readonly position: number;
  readonly of: number | undefined;
}

/** What a source subtask runs with. */
export interface SourceFlowContext {
  readonly node: SourceNode;
  readonly sizer: BatchSizer;
  readonly reports: CheckpointReports;
  /** Counts the records that the source has given. */
  readonly read?: Counter | undefined;
  /** Aborts when the job does. */
  readonly signal: AbortSignal;
}

/** Pulls from the splits of one source subtask, whichever has something; sends the barriers of checkpoints. */
export class SourceFlow implements Flow, Participant {
  readonly node: string;
  readonly #context: SourceFlowContext;
  readonly #stop = new AbortController();
  readonly #wakeup: Wakeup;
  readonly #lanes: readonly SourceLane[];
  #next = 0;
  #barrier: number | undefined;
  #pauses = 0;
  #ended = false;

  constructor(context: SourceFlowContext, splits: readonly OpenSplit[]) {
    this.node = context.node.id;
    this.#context = context;
    this.#wakeup = new Wakeup(context.signal);
    this.#lanes = splits.map((open) => new SourceLane(context.node, open, () => this.#wakeup.wake()));
    context.signal.addEventListener('abort', () => this.stop(), { once: true });
  }

  /** Ends the flow: a read under way is given up, and what it gives is read again if the job goes on. */
  stop(): void {
    this.#stop.abort(new Error('the source was stopped'));
    this.#wakeup.wake();
  }

  pause(): void {
    this.#pauses++;
  }

  resume(): void {
    this.#pauses--;
    if (this.#pauses === 0) this.#wakeup.wake();
  }

  trigger(checkpoint: number): void {
    if (this.#ended) {
      this.#acknowledge(checkpoint);
      return;
    }
    this.#barrier = checkpoint;
    this.#wakeup.wake();
  }

  /** Whether every split was read to its end. */
  isFinished(): boolean {
    return this.#lanes.every((lane) => lane.finished);
  }

  progress(): SourceProgress {
    const sizes = this.#lanes.map(({ size }) => size);
    return {
      position: this.#lanes.reduce((sum, lane) => sum + lane.progress, 0),
      of: sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
    };
  }

  async pull(): Promise<Item | undefined> {
    for (;;) {
      this.#context.signal.throwIfAborted();
      if (this.#barrier !== undefined) return this.#sendBarrier(this.#barrier);
      if (this.#stop.signal.aborted || this.isFinished()) {
        this.#ended = true;
        return undefined;
      }
      const item = this.#pauses === 0 ? this.#poll() : undefined;
      if (item) return item;
      // Polling sees the end of a split too; then there is nothing to wait for.
      if (!this.isFinished()) await this.#wakeup.wait();
    }
  }

  /** Asks every lane for its next batch and takes one that is there, each lane in turn. */
  #poll(): Item | undefined {
    const { sizer, read: counter } = this.#context;
    for (const lane of this.#lanes) lane.request(sizer.size, this.#stop.signal);
    for (let i = 0; i < this.#lanes.length; i++) {
      const index = (this.#next + i) % this.#lanes.length;
      const lane = this.#lanes[index];
      const read = lane?.take();
      if (!lane || !read) continue;
      this.#next = index + 1;
      sizer.observe(read.values);
      if (counter) counter.value += read.values.length;
      return {
        kind: 'batch',
        batch: { origin: lane.origin, values: read.values, positions: read.positions },
        input: 0,
      };
    }
    return undefined;
  }

  #sendBarrier(checkpoint: number): Item {
    this.#barrier = undefined;
    this.#acknowledge(checkpoint);
    return { kind: 'barrier', checkpoint };
  }

  #acknowledge(checkpoint: number): void {
    const splits = this.#lanes.map((lane) => lane.snapshot());
    this.#context.reports.acknowledge(this, checkpoint, { splits });
  }
}

import { systemClock, type SourceNode } from '@weir/core';
import type { Sent } from '../protocol/protos.js';
import { ByteWriter } from '../wire/byte-writer.js';
import type { WindowedValue, WireCoder } from '../wire/coders.js';
import { Parcel } from '../wire/parcel.js';
import type { BundleStep, Emit } from './bundle-step.js';
import type { OpenSplits } from './open-splits.js';
import { decodeRestriction, encodeRestriction, type Restriction } from './source-splits-step.js';
import type { SplitReading } from './split-reading.js';
import { totalsReport } from './totals-step.js';
import type { SplitCounts } from '../worker/bundle-metrics.js';

/** After this time what is left of a split goes back to the engine, which may then take a checkpoint. */
const sliceMs = 500;
/** How long reading may keep the event loop: sinks and the engine need it as well. */
const turnMs = 10;

/** What a source runs with in a worker. */
export interface SourceReadOptions {
  readonly node: SourceNode;
  readonly openSplits: OpenSplits;
  /** Ids by which the engine knows where a residual belongs. */
  readonly transformId: string;
  readonly inputId: string;
  /** Coder of the step's input, in which residuals go back. */
  readonly coder: WireCoder;
  /** Takes a report when a split is begun or has ended. */
  readonly tellSplits: Emit;
}

type Element = readonly [pair: readonly [element: Uint8Array, restriction: Uint8Array], size: number];

/** Reads the splits of a bundle side by side, each for a slice of time, then checkpoints itself. */
export class SourceReadStep implements BundleStep {
  readonly #options: SourceReadOptions;
  readonly #emit: Emit;
  #reads: Promise<void>[] = [];
  #residuals: Sent<'DelayedBundleApplication'>[] = [];
  #failure: { readonly error: unknown } | undefined;
  #closed = false;
  /** Batches leave one at a time. */
  #leaving: Promise<void> = Promise.resolve();

  constructor(options: SourceReadOptions, emit: Emit) {
    this.#options = options;
    this.#emit = emit;
  }

  start(): void {
    this.#reads = [];
    this.#residuals = [];
    this.#leaving = Promise.resolve();
  }

  process(element: WindowedValue): void {
    const read = this.#read(element).catch((error: unknown) => {
      this.#failure ??= { error };
    });
    this.#reads.push(read);
  }

  async finish(): Promise<void> {
    await Promise.all(this.#reads);
    if (this.#failure) throw this.#failure.error;
  }

  residuals(): readonly Sent<'DelayedBundleApplication'>[] {
    return this.#residuals;
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  async #read({ header, value }: WindowedValue): Promise<void> {
    const { node, openSplits } = this.#options;
    const [[element, bytes]] = value as Element;
    const restriction = decodeRestriction(bytes);
    const reading = await openSplits.take(node, restriction);
    const ended = await this.#readSlice(reading, restriction, header);
    await this.#tell(header, { begun: restriction.begun ? 0 : 1, ended: ended ? 1 : 0 });
    if (ended) {
      await reading.close();
      return;
    }
    const rest = { ...restriction, position: reading.position, begun: true } as const;
    await openSplits.keep(node, rest, reading);
    this.#residuals.push(this.#residual({ header, value: [[element, encodeRestriction(rest)], 1] }));
  }

  /** @returns whether the split has come to its end */
  async #readSlice(reading: SplitReading, { split, subtask }: Restriction, header: Buffer): Promise<boolean> {
    const origin = Object.freeze({ split: `${this.#options.node.id}/${split.id}`, branch: '' });
    const deadline = systemClock.now() + sliceMs;
    let yielded = systemClock.now();
    try {
      for (;;) {
        const outcome = await reading.next(deadline);
        if (outcome === 'end') return true;
        if (outcome === 'pending') return false;
        await this.#send({ header, value: new Parcel(subtask, { origin, ...outcome }) });
        const now = systemClock.now();
        if (now >= deadline || this.#closed) return false;
        if (now - yielded < turnMs) continue;
        await new Promise(setImmediate);
        yielded = now;
      }
    } catch (error) {
      await reading.close();
      throw error;
    }
  }

  #send(element: WindowedValue, emit = this.#emit): Promise<void> {
    return (this.#leaving = this.#leaving.then(() => emit(element)));
  }

  /** Tells what this slice adds to the counts of splits. */
  async #tell(header: Buffer, counts: SplitCounts): Promise<void> {
    if (counts.begun + counts.ended === 0) return;
    await this.#send({ header, value: totalsReport({ ...counts }) }, this.#options.tellSplits);
  }

  #residual(element: WindowedValue): Sent<'DelayedBundleApplication'> {
    const { node, transformId, inputId, coder } = this.#options;
    const encoded = new ByteWriter();
    coder.write(element, encoded);
    const isBounded = node.source.traits.bounded ? 'BOUNDED' : 'UNBOUNDED';
    return {
      application: { transformId, inputId, element: encoded.take(), isBounded },
      requestedTimeDelay: { seconds: 0 },
    };
  }
}

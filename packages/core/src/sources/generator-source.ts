import { z } from 'zod';
import { parseOptions } from '../config/parse-options.js';
import type { Clock } from '../ports/clock.js';
import type { ReadBatch, Source, SourceContext, SourceReader, SourceSplit, SourceTraits } from '../ports/source.js';
import type { JsonValue } from '../record/json-value.js';
import { consecutivePositions } from './consecutive-positions.js';
import { untilAborted } from './until-aborted.js';

const optionsSchema = z.strictObject({
  ratePerSecond: z.number().positive().optional(),
  count: z.int().min(0).optional(),
});

/**
 * Options of `generate`.
 *
 * - `ratePerSecond`: records per second, spread evenly; as fast as downstream takes them when absent;
 * - `count`: how many records; without end when absent.
 */
export type GenerateOptions = z.output<typeof optionsSchema>;

/** Gives the numbers from `from` on, no faster than the rate; what was missed while downstream was full comes at once. */
class GeneratorReader implements SourceReader<number> {
  readonly #end: number;
  readonly #ratePerMs: number | undefined;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #first: number;
  #next: number;

  constructor(options: GenerateOptions, from: number, clock: Clock) {
    this.#end = options.count ?? Infinity;
    this.#ratePerMs = options.ratePerSecond === undefined ? undefined : options.ratePerSecond / 1_000;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#first = from;
    this.#next = from;
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<number> | undefined> {
    if (this.#next >= this.#end) return undefined;
    const waitMs = this.#dueIn();
    if (waitMs > 0) await this.#wait(waitMs, signal);
    const count = Math.max(1, Math.min(max, this.#due() - this.#next, this.#end - this.#next));
    const values = consecutivePositions(this.#next, count);
    this.#next += count;
    return { values, positions: values };
  }

  position(): number {
    return this.#next;
  }

  close(): void {
    this.#next = this.#end;
  }

  /** Number of the first record that is not due yet. */
  #due(): number {
    if (this.#ratePerMs === undefined) return Infinity;
    return this.#first + Math.floor((this.#clock.now() - this.#startedAt) * this.#ratePerMs) + 1;
  }

  #dueIn(): number {
    if (this.#ratePerMs === undefined) return 0;
    return Math.ceil(this.#startedAt + (this.#next - this.#first) / this.#ratePerMs - this.#clock.now());
  }

  async #wait(delayMs: number, signal: AbortSignal): Promise<void> {
    let cancel: () => void = () => undefined;
    const passed = new Promise<void>((resolve) => (cancel = this.#clock.setTimer(resolve, delayMs)));
    try {
      await untilAborted(passed, signal);
    } finally {
      cancel();
    }
  }
}

/** The numbers 0, 1, 2, … at a steady rate. */
export class GeneratorSource implements Source<number> {
  readonly name = 'generator';
  readonly traits: SourceTraits;
  readonly #options: GenerateOptions;

  /** @throws GRAPH_INVALID when an option is not what it must be */
  constructor(options: GenerateOptions) {
    this.#options = parseOptions('generate', optionsSchema, options);
    this.traits = Object.freeze({ bounded: options.count !== undefined, rewindable: true, splittable: false });
  }

  splits(): readonly SourceSplit[] {
    return [{ id: '0', ...(this.#options.count !== undefined && { size: this.#options.count }) }];
  }

  createReader(_split: SourceSplit, position: JsonValue | undefined, context: SourceContext): SourceReader<number> {
    return new GeneratorReader(this.#options, position === undefined ? 0 : Number(position), context.clock);
  }
}

import type { JsonValue, Source, SourceReader, SourceSplit, SourceTraits } from '@weir/core';
import { ConditionWaits, type WaitDeadline } from '../waiting/condition-waits.js';
import { ScriptedReader } from './scripted-reader.js';
import type { SourceStep } from './source-step.js';

/** Options of {@link scriptedSource}. */
export interface ScriptedSourceOptions {
  /** For graphs and messages; default `scripted`. */
  readonly name?: string;
  /** Default `{ bounded: true, rewindable: true }`. */
  readonly traits?: Partial<Pick<SourceTraits, 'bounded' | 'rewindable'>>;
}

/** A source of one split that does what its steps say, and ends behind the last one. */
export class ScriptedSource<T> implements Source<T> {
  readonly name: string;
  readonly traits: SourceTraits;
  readonly #steps: readonly SourceStep<T>[];
  /** Indices of the `wait` steps that were released and the `fail` steps that failed. */
  readonly #passed = new Set<number>();
  readonly #waits = new ConditionWaits<ScriptedSource<T>>(this, () => this.#describe());
  readonly #readers = new Set<ScriptedReader<T>>();

  /** @internal Use {@link scriptedSource}. */
  constructor(steps: readonly SourceStep<T>[], { name = 'scripted', traits }: ScriptedSourceOptions) {
    this.name = name;
    this.traits = { bounded: true, rewindable: true, splittable: false, ...traits };
    this.#steps = steps;
  }

  /** How many readers are open now. */
  get openReaders(): number {
    return this.#readers.size;
  }

  /** Whether a reader stands at a `wait` step now. */
  get isWaiting(): boolean {
    return [...this.#readers].some((reader) => reader.isWaiting);
  }

  /** Opens the first `wait` step that is still shut; it stays open, also for readers of a later attempt. */
  release(): void {
    const next = this.#steps.findIndex((step, i) => step.kind === 'wait' && !this.#passed.has(i));
    if (next < 0) throw new RangeError(`${this.name} has no wait step left to release.`);
    this.#passed.add(next);
    for (const reader of this.#readers) reader.lookAgain();
  }

  /** Resolves when a reader stands at a `wait` step: all that lies before it was read. */
  async waitUntilWaiting(deadline?: WaitDeadline): Promise<void> {
    await this.#waits.until((source) => source.isWaiting, deadline);
  }

  splits(): readonly SourceSplit[] {
    const size = this.#steps.reduce((sum, step) => sum + (step.kind === 'give' ? step.values.length : 0), 0);
    return [{ id: '0', size }];
  }

  createReader(_split: SourceSplit, position: JsonValue | undefined): SourceReader<T> {
    const reader = new ScriptedReader<T>(this.#steps, Number(position ?? 0), {
      passed: this.#passed,
      changed: () => {
        this.#waits.check();
      },
      closed: () => this.#readers.delete(reader),
    });
    this.#readers.add(reader);
    return reader;
  }

  #describe(): string {
    const states = this.#steps.map((step, i) =>
      step.kind === 'wait' && !this.#passed.has(i) ? 'wait (shut)' : step.kind,
    );
    return `${this.name}: ${this.openReaders} open readers; steps: ${states.join(', ')}.`;
  }
}

/** A source under the test's control: gives values, waits until released, fails, ends. */
export function scriptedSource<T>(
  steps: readonly SourceStep<T>[],
  options: ScriptedSourceOptions = {},
): ScriptedSource<T> {
  return new ScriptedSource(steps, options);
}

import type { JsonValue, ReadBatch, SourceReader } from '@weir/core';
import type { SourceStep } from './source-step.js';

/** What a reader shares with its source. */
export interface ScriptedPlace {
  /** Indices of `wait` steps that were released and of `fail` steps that failed, over all attempts. */
  readonly passed: Set<number>;
  /** Told when the reader comes to a `wait` step. */
  changed(): void;
  closed(): void;
}

/** Reads the one split of a scripted source; its position is how many values it gave. */
export class ScriptedReader<T> implements SourceReader<T> {
  readonly #steps: readonly SourceStep<T>[];
  readonly #place: ScriptedPlace;
  #step = 0;
  /** Values of the current step that were given. */
  #offset = 0;
  #position: number;
  #wake: (() => void) | undefined;

  constructor(steps: readonly SourceStep<T>[], position: number, place: ScriptedPlace) {
    this.#steps = steps;
    this.#place = place;
    this.#position = position;
    this.#skip(position);
  }

  get isWaiting(): boolean {
    return this.#wake !== undefined;
  }

  /** Goes on when the step that it waits at was released. */
  lookAgain(): void {
    this.#wake?.();
  }

  async read(max: number, signal: AbortSignal): Promise<ReadBatch<T> | undefined> {
    for (let step = this.#steps[this.#step]; step !== undefined; step = this.#steps[this.#step]) {
      switch (step.kind) {
        case 'give':
          if (this.#offset < step.values.length) return this.#give(step.values, max);
          break;
        case 'wait':
          while (!this.#place.passed.has(this.#step)) await this.#wait(signal);
          break;
        case 'fail':
          this.#fail(step);
          break;
      }
      this.#step += 1;
      this.#offset = 0;
    }
    return undefined;
  }

  position(): JsonValue {
    return this.#position;
  }

  close(): void {
    this.#place.closed();
  }

  #give(values: readonly T[], max: number): ReadBatch<T> {
    const given = values.slice(this.#offset, this.#offset + max);
    const first = this.#position;
    this.#offset += given.length;
    this.#position += given.length;
    return { values: given, positions: given.map((_, i) => first + i) };
  }

  #fail(step: Extract<SourceStep<T>, { kind: 'fail' }>): void {
    if (step.once === true && this.#place.passed.has(this.#step)) return;
    this.#place.passed.add(this.#step);
    throw step.error;
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        this.#wake = undefined;
        signal.removeEventListener('abort', abort);
        settle();
      };
      const abort = () => {
        end(() => {
          reject(signal.reason as Error);
        });
      };
      this.#wake = () => {
        end(resolve);
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
      this.#place.changed();
    });
  }

  /** Goes behind the step that gave the value in front of `position`, so that what follows it happens again. */
  #skip(position: number): void {
    let left = position;
    for (const [i, step] of this.#steps.entries()) {
      if (left === 0) return;
      if (step.kind !== 'give') continue;
      this.#step = left < step.values.length ? i : i + 1;
      this.#offset = left < step.values.length ? left : 0;
      left = Math.max(0, left - step.values.length);
    }
  }
}

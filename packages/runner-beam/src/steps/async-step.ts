import {
  pickRecords,
  settleAsync,
  type AsyncCallOptions,
  type AsyncOutcome,
  type Batch,
  type OnError,
} from '@weir/core';
import type { WindowedValue } from '../wire/coders.js';
import { Parcel } from '../wire/parcel.js';
import type { BundleStep, Emit } from './bundle-step.js';

/** How a call ended, as a value: it is looked at with its whole batch, which may be later. */
type Outcome = AsyncOutcome | { readonly error: unknown };

/** What an asynchronous operator runs with. */
export type AsyncStepOptions = Omit<AsyncCallOptions, 'signal'> & { readonly onError: OnError };

/**
 * Runs mapAsync: as many calls at a time as the operator allows, over the batches of a bundle. A batch leaves when all
 * its results are there; in order, unless the operator says otherwise.
 */
export class AsyncStep implements BundleStep {
  readonly #options: AsyncStepOptions;
  readonly #emit: Emit;
  readonly #abort = new AbortController();
  /** Calls under way, and who waits for one of them to end. */
  #calls = 0;
  #waiting: (() => void)[] = [];
  /** Batches whose results have not left; none of them rejects. */
  readonly #batches = new Set<Promise<void>>();
  /** Results leave one batch at a time: when the last one before has left. */
  #leaving: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(options: AsyncStepOptions, emit: Emit) {
    this.#options = options;
    this.#emit = emit;
  }

  async process(element: WindowedValue): Promise<void> {
    const { batch } = element.value as Parcel;
    const outcomes: Promise<Outcome>[] = [];
    for (let index = 0; index < batch.values.length && !batch.failures; index++) {
      await this.#room();
      outcomes.push(this.#call(batch, index));
    }
    this.#track(this.#letThrough(element, Promise.all(outcomes)));
    while (this.#batches.size > this.#options.operator.concurrency) await Promise.race(this.#batches);
    this.#throwFailure();
  }

  async finish(): Promise<void> {
    await Promise.all(this.#batches);
    this.#throwFailure();
  }

  close(): Promise<void> {
    this.#abort.abort(new Error('the bundle was ended'));
    return Promise.resolve();
  }

  async #room(): Promise<void> {
    while (this.#calls >= this.#options.operator.concurrency) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #call(batch: Batch<unknown>, index: number): Promise<Outcome> {
    this.#calls += 1;
    try {
      return await settleAsync({ ...this.#options, signal: this.#abort.signal }, batch, index);
    } catch (error) {
      return { error };
    } finally {
      this.#calls -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #letThrough({ header, value }: WindowedValue, outcomes: Promise<Outcome[]>): Promise<void> {
    const { subtask, batch } = value as Parcel;
    const leave = async (before: Promise<void>): Promise<void> => {
      const results = batch.failures ? [batch] : resultsOf(batch, await outcomes);
      await before;
      for (const result of results) await this.#emit({ header, value: new Parcel(subtask, result) });
    };
    if (!this.#options.operator.ordered) await outcomes;
    return (this.#leaving = leave(this.#leaving));
  }

  #track(leaving: Promise<void>): void {
    const settled: Promise<void> = leaving
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .then(() => {
        this.#batches.delete(settled);
      });
    this.#batches.add(settled);
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** The records of `batch` that have a result, and those that are to be dead-lettered. */
function resultsOf(batch: Batch<unknown>, outcomes: readonly Outcome[]): readonly Batch<unknown>[] {
  const values: unknown[] = [];
  const failures: string[] = [];
  const [done, failed]: [number[], number[]] = [[], []];
  for (const [index, outcome] of outcomes.entries()) {
    if ('error' in outcome) throw outcome.error;
    if ('failure' in outcome) {
      failed.push(index);
      failures.push(outcome.failure);
    } else {
      done.push(index);
      values.push(outcome.result);
    }
  }
  const [rest, letters] = [pickRecords(batch, done), pickRecords(batch, failed)];
  return [...(rest ? [{ ...rest, values }] : []), ...(letters ? [{ ...letters, failures }] : [])];
}

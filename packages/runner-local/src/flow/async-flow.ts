import type { Batch, Origin } from '@weir/core';
import { Wakeup } from '../channel/wakeup.js';
import { lanes$ } from '../rx/cycles.js';
import { callAsync, type AsyncCallOptions } from './async-call.js';
import type { Flow, Item } from './flow.js';

/** One record that was taken and not handed on yet. */
class Call {
  readonly batch: Batch<unknown>;
  readonly index: number;
  done = false;
  result: unknown;
  /** Resolves when the result is handed on: until then the call counts against the concurrency. */
  readonly handedOn: Promise<void>;
  release: () => void = () => undefined;

  constructor(batch: Batch<unknown>, index: number) {
    this.batch = batch;
    this.index = index;
    this.handedOn = new Promise((resolve) => (this.release = resolve));
  }
}

/** The results of `calls`, which share an origin, as one batch. */
function batchOf(calls: readonly Call[], origin: Origin): Batch<unknown> {
  const [{ subs, keys }] = calls.map(({ batch }) => batch) as [Batch<unknown>];
  return {
    origin,
    values: calls.map((call) => call.result),
    positions: calls.map((call) => call.batch.positions[call.index] ?? 0),
    ...(subs && { subs: calls.map((call) => call.batch.subs?.[call.index] ?? '') }),
    ...(keys && { keys: calls.map((call) => call.batch.keys?.[call.index] ?? '') }),
  };
}

/** Runs what it pulls through an asynchronous function, as many records at a time as the operator allows. */
export class AsyncFlow implements Flow {
  readonly #upstream: Flow;
  readonly #options: AsyncCallOptions;
  readonly #wakeup: Wakeup;
  /** In the order in which the records came. */
  #calls: Call[] = [];
  #current: Batch<unknown> | undefined;
  #index = 0;
  /** Serialises the lanes where they take their next record. */
  #taking: Promise<Call | undefined> = Promise.resolve(undefined);
  #started = false;
  #ended = false;
  #failure: { readonly cause: unknown } | undefined;

  constructor(upstream: Flow, options: AsyncCallOptions) {
    this.#upstream = upstream;
    this.#options = options;
    this.#wakeup = new Wakeup(options.signal);
  }

  async pull(): Promise<Item | undefined> {
    this.#start();
    for (;;) {
      if (this.#failure) throw this.#failure.cause;
      const batch = this.#takeResults();
      if (batch) return { batch, input: 0 };
      if (this.#ended) return undefined;
      await this.#wakeup.wait();
    }
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { operator, signal } = this.#options;
    const lanes = lanes$(operator.concurrency, () => this.#cycle()).subscribe({
      error: (cause: unknown) => {
        this.#failure = { cause };
        this.#wakeup.wake();
      },
      complete: () => {
        this.#ended = true;
        this.#wakeup.wake();
      },
    });
    signal.addEventListener('abort', () => lanes.unsubscribe(), { once: true });
  }

  async #cycle(): Promise<boolean> {
    this.#taking = this.#taking.then(() => this.#takeRecord());
    const call = await this.#taking;
    if (!call) return false;
    call.result = await callAsync(this.#options, call.batch, call.index);
    call.done = true;
    this.#wakeup.wake();
    await call.handedOn;
    return true;
  }

  async #takeRecord(): Promise<Call | undefined> {
    this.#current ??= (await this.#upstream.pull())?.batch;
    if (!this.#current) return undefined;
    const call = new Call(this.#current, this.#index++);
    if (this.#index === call.batch.values.length) {
      this.#current = undefined;
      this.#index = 0;
    }
    this.#calls.push(call);
    return call;
  }

  /** What is done and may leave: in order only what nothing older holds up; a batch has one origin. */
  #takeResults(): Batch<unknown> | undefined {
    const { ordered } = this.#options.operator;
    const head = ordered ? this.#calls[0] : this.#calls.find((call) => call.done);
    if (!head?.done) return undefined;
    const { origin } = head.batch;
    const blocked = this.#calls.findIndex((call) => !call.done || call.batch.origin !== origin);
    const leading = ordered && blocked !== -1 ? this.#calls.slice(0, blocked) : this.#calls;
    const leaving = new Set(leading.filter((call) => call.done && call.batch.origin === origin));
    this.#calls = this.#calls.filter((call) => !leaving.has(call));
    for (const call of leaving) call.release();
    return batchOf([...leaving], origin);
  }
}

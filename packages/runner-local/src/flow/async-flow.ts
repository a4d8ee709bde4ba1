import { settleAsync, type AsyncCallOptions, type OnError, type StateUnit } from '@weir/core';
import { merge } from 'rxjs';
import { Wakeup } from '../channel/wakeup.js';
import type { CheckpointReports, Participant, SourceBrake } from '../checkpoint/participant.js';
import { cycles$, lanes$ } from '../rx/cycles.js';
import { AsyncCalls } from './async-calls.js';
import type { Barrier, Flow, Item } from './flow.js';

/** What an asynchronous operator runs with. */
export interface AsyncFlowContext extends AsyncCallOptions {
  readonly onError: OnError;
  /** Id of the node. */
  readonly node: string;
  readonly reports: CheckpointReports;
  /** Stops the sources before this operator. */
  readonly brake: SourceBrake;
  /** Records that a checkpoint found here. */
  readonly restored: readonly StateUnit[];
}

/**
 * Runs what it pulls through an asynchronous function, as many records at a time as the operator allows.
 *
 * Its records are its state, so a barrier passes them: a call that takes long does not hold up a checkpoint. From the
 * trigger of a checkpoint to its barrier it takes in more than it can work on; the sources stand still until it can.
 */
export class AsyncFlow implements Flow, Participant {
  readonly node: string;
  readonly #upstream: Flow;
  readonly #context: AsyncFlowContext;
  readonly #calls: AsyncCalls;
  /** News for who pulls, for the lanes, and for the intake. */
  readonly #news: { readonly output: Wakeup; readonly lanes: Wakeup; readonly intake: Wakeup };
  #started = false;
  #triggered: number | undefined;
  #barrier: Barrier | undefined;
  #inputEnded = false;
  #ended = false;
  #braking = false;
  #failure: { readonly cause: unknown } | undefined;

  constructor(upstream: Flow, context: AsyncFlowContext) {
    this.node = context.node;
    this.#upstream = upstream;
    this.#context = context;
    this.#calls = new AsyncCalls(context.operator.ordered, context.restored);
    const { signal } = context;
    this.#news = { output: new Wakeup(signal), lanes: new Wakeup(signal), intake: new Wakeup(signal) };
  }

  trigger(checkpoint: number): void {
    if (this.#ended) this.#acknowledge(checkpoint);
    else if (this.#inputEnded) this.#draw(checkpoint);
    else {
      this.#triggered = checkpoint;
      this.#news.intake.wake();
    }
  }

  async pull(): Promise<Item | undefined> {
    this.#start();
    for (;;) {
      if (this.#barrier) return this.#takeBarrier(this.#barrier);
      const batch = this.#calls.takeResults();
      if (batch) {
        this.#news.intake.wake();
        this.#releaseBrake();
        return { kind: 'batch', batch, input: 0 };
      }
      // What was done before the failure goes on its way first.
      if (this.#failure) throw this.#failure.cause;
      if (this.#inputEnded && this.#calls.size === 0) {
        this.#ended = true;
        return undefined;
      }
      await this.#news.output.wait();
    }
  }

  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { operator, signal } = this.#context;
    const work$ = merge(
      cycles$(() => this.#takeIn()),
      lanes$(operator.concurrency, () => this.#work()),
    );
    const work = work$.subscribe({
      error: (cause: unknown) => {
        this.#failure = { cause };
        this.#news.output.wake();
      },
    });
    signal.addEventListener('abort', () => work.unsubscribe(), { once: true });
  }

  /** One item from upstream; waits while there is enough to work on, unless a barrier is on its way. */
  async #takeIn(): Promise<boolean> {
    while (this.#calls.size >= this.#context.operator.concurrency && this.#triggered === undefined) {
      await this.#news.intake.wait();
    }
    const item = await this.#upstream.pull();
    if (item?.kind === 'batch') this.#calls.add(item.batch);
    else if (item) this.#draw(item.checkpoint);
    else this.#endInput();
    this.#news.lanes.wake();
    this.#news.output.wake();
    return item !== undefined;
  }

  /** One record through the function. */
  async #work(): Promise<boolean> {
    const call = this.#calls.start();
    if (!call) {
      if (this.#inputEnded) return false;
      await this.#news.lanes.wait();
      return true;
    }
    const outcome = await settleAsync(this.#context, call.batch, call.index);
    if ('failure' in outcome) call.failure = outcome.failure;
    else call.result = outcome.result;
    call.done = true;
    this.#news.output.wake();
    return true;
  }

  #endInput(): void {
    this.#inputEnded = true;
    if (this.#triggered !== undefined) this.#draw(this.#triggered);
  }

  /** Draws the line: what is here is state, what comes from upstream is behind it. */
  #draw(checkpoint: number): void {
    if (this.#triggered === checkpoint) this.#triggered = undefined;
    // A state that cannot be kept fails the operator: then there is no line to send on.
    this.#acknowledge(checkpoint);
    this.#barrier = { kind: 'barrier', checkpoint };
    if (!this.#braking && this.#calls.size > this.#context.operator.concurrency) {
      this.#braking = true;
      this.#context.brake.pause();
    }
    this.#news.output.wake();
  }

  #acknowledge(checkpoint: number): void {
    this.#context.reports.acknowledge(this, checkpoint, { units: this.#calls.snapshot(this.#context.label) });
  }

  #takeBarrier(barrier: Barrier): Barrier {
    this.#barrier = undefined;
    return barrier;
  }

  #releaseBrake(): void {
    if (!this.#braking || this.#calls.size > this.#context.operator.concurrency) return;
    this.#braking = false;
    this.#context.brake.resume();
  }
}

import { StreamingJob, type Clock, type StreamingContext } from '@weir/core';
import { startLocal, type LocalJobHandle } from '@weir/runner-local';
import { collectSink, type CollectSink } from '../collecting/collect-sink.js';
import { ManualClock } from '../collecting/manual-clock.js';
import { MemoryLogger } from '../collecting/memory-logger.js';
import type { StreamPiece } from '../stream/run-stream.js';
import type { WaitDeadline } from '../waiting/condition-waits.js';

/** Options of {@link createOperatorHarness}. */
export interface OperatorHarnessOptions<C extends Clock> {
  /** Default a {@link ManualClock}. */
  readonly clock?: C;
}

/** Elements on their way from the test into the piece. */
class Feed<I> {
  readonly #elements: I[] = [];
  #wake: () => void = () => undefined;
  #ended = false;

  push(elements: readonly I[]): void {
    this.#elements.push(...elements);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *read(): AsyncGenerator<I> {
    for (;;) {
      while (this.#elements.length > 0) yield this.#elements.shift() as I;
      if (this.#ended) return;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** Drives a piece of a stream one step at a time: feed elements, look at what came out, move the clock, feed more. */
export class OperatorHarness<I, O, C extends Clock> implements AsyncDisposable {
  readonly clock: C;
  readonly #feed: Feed<I>;
  readonly #sink: CollectSink<O>;
  readonly #job: LocalJobHandle;
  readonly #failure: Promise<never>;

  /** @internal Use {@link createOperatorHarness}. */
  constructor(parts: { clock: C; feed: Feed<I>; sink: CollectSink<O>; job: LocalJobHandle }) {
    this.clock = parts.clock;
    this.#feed = parts.feed;
    this.#sink = parts.sink;
    this.#job = parts.job;
    this.#failure = new Promise((_, reject) => {
      parts.job.result.catch(reject);
    });
    // Whoever waits for output is told; without a waiter, `end` tells it.
    this.#failure.catch(() => undefined);
  }

  /** Everything that has come out so far. */
  get output(): readonly O[] {
    return this.#sink.values;
  }

  /** Feeds `elements`; they run when the test next waits. */
  push(...elements: readonly I[]): void {
    this.#feed.push(elements);
  }

  /** Resolves with the output once it has at least `count` elements; rejects when the piece fails. */
  async waitForOutput(count: number, deadline?: WaitDeadline): Promise<readonly O[]> {
    await Promise.race([this.#sink.waitFor(({ values }) => values.length >= count, deadline), this.#failure]);
    return this.output;
  }

  /** Ends the input and resolves with the whole output; rejects when the piece failed. */
  async end(): Promise<readonly O[]> {
    this.#feed.end();
    await this.#job.result;
    return this.output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#feed.end();
    await this.#job.cancel();
  }
}

/** Puts a piece of a stream between a feed and a collector, in a job that runs until {@link OperatorHarness.end}. */
export function createOperatorHarness<I, O, C extends Clock = ManualClock>(
  piece: StreamPiece<I, O>,
  options: OperatorHarnessOptions<C> = {},
): OperatorHarness<I, O, C> {
  const feed = new Feed<I>();
  const sink = collectSink<O>();
  class PieceUnderTest extends StreamingJob {
    handle(context: StreamingContext): void {
      const source = context.fromIterable(() => feed.read());
      piece(source, context).addSink(sink);
    }
  }
  // Without the option, C is its default.
  const clock = options.clock ?? (new ManualClock() as Clock as C);
  const job = startLocal(PieceUnderTest, { clock, logger: new MemoryLogger() });
  return new OperatorHarness({ clock, feed, sink, job });
}

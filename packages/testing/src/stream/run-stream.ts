import { StreamingJob, type Clock, type DataStream, type StreamingContext } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { collectSink } from '../collecting/collect-sink.js';
import { MemoryLogger } from '../collecting/memory-logger.js';

/** A piece of a stream: what a job draws between its source and its sink. */
export type StreamPiece<I, O> = (stream: DataStream<I>, context: StreamingContext) => DataStream<O>;

/** Options of {@link runStream}. */
export interface RunStreamOptions {
  /** Parameters of the job, nested or dotted; default none. */
  readonly conf?: Readonly<Record<string, unknown>>;
  /** Default the clock of the machine. */
  readonly clock?: Clock;
}

/**
 * Runs any piece of a stream on `elements` with the local runner and gives what comes out of it, in its order.
 *
 * ```ts
 * const doubled = await runStream([1, 2, 3], (numbers) => numbers.map((n) => n * 2));
 * ```
 *
 * @throws the error of the function that failed, as it failed the job: an `OPERATOR_FAILED` with its cause, for example
 */
export async function runStream<I, O>(
  elements: readonly I[],
  piece: StreamPiece<I, O>,
  options: RunStreamOptions = {},
): Promise<readonly O[]> {
  const sink = collectSink<O>();
  class StreamUnderTest extends StreamingJob {
    handle(context: StreamingContext): void {
      piece(context.fromCollection(elements), context).addSink(sink);
    }
  }
  try {
    await runLocal(StreamUnderTest, { ...options, logger: new MemoryLogger() });
  } catch (error) {
    // The job is the test's scaffolding: what a test is about is why it failed.
    throw error instanceof Error && error.cause !== undefined ? error.cause : error;
  }
  return sink.values;
}

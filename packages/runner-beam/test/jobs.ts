import { StreamingJob, type StreamingContext } from '@weir/core';
import { collectSink } from '@weir/testing';

/** Reads for as long as nobody stops it. */
export class Endless extends StreamingJob {
  handle(context: StreamingContext): void {
    context.generate({ ratePerSecond: 100 }).addSink(collectSink()).uid('out');
  }
}

/** Counts to `count` at `rate` a second, and ends. */
export class Paced extends StreamingJob {
  handle(context: StreamingContext): void {
    const [count, ratePerSecond] = [context.parameters.getInt('count', 0), context.parameters.getInt('rate', 0)];
    context.generate({ count, ratePerSecond }).addSink(collectSink()).uid('out');
  }
}

/** Draws one node more each time it is drawn. */
export class Restless extends StreamingJob {
  handle(context: StreamingContext): void {
    // A worker imports the module anew: only the process remembers.
    process.env['WEIR_TEST_DRAWN'] = `${process.env['WEIR_TEST_DRAWN'] ?? ''}+`;
    let stream = context.fromElements(1);
    for (let i = 0; i < process.env['WEIR_TEST_DRAWN'].length; i++) stream = stream.map((n) => n);
    stream.addSink(collectSink()).uid('out');
  }
}

/** Reads an iterable that exists once. */
export class ReadOnce extends StreamingJob {
  handle(context: StreamingContext): void {
    context.fromIterable([1, 2].values()).addSink(collectSink()).uid('out');
  }
}

/** Counts to 2,000 over thirteen keys, which two subtasks own. */
export class Keyed extends StreamingJob {
  handle(context: StreamingContext): void {
    const keyed = context.generate({ count: 2_000 }).keyBy((n) => n % 13);
    keyed.addSink(collectSink()).setParallelism(2).uid('out');
  }
}

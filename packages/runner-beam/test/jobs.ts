import { StreamingJob, type StreamingContext } from '@weir/core';
import { collectSink } from '@weir/testing';
import { processFiles } from './process-files.js';

/** Reads for as long as nobody stops it. */
export class Endless extends StreamingJob {
  handle(context: StreamingContext): void {
    context.generate({ ratePerSecond: 100 }).addSink(collectSink()).uid('out');
  }
}

/** Draws one node more each time it is drawn. */
export class Restless extends StreamingJob {
  handle(context: StreamingContext): void {
    // A worker imports the module anew: only the process remembers.
    process.env['WEIR_TEST_DRAWN'] = `${process.env['WEIR_TEST_DRAWN'] ?? ''}+`;
    let stream = context.fromElements(1);
    for (const _ of process.env['WEIR_TEST_DRAWN']) stream = stream.map((n) => n);
    stream.addSink(collectSink()).uid('out');
  }
}

/** Reads an iterable that exists once. */
export class ReadOnce extends StreamingJob {
  handle(context: StreamingContext): void {
    context.fromIterable([1, 2].values()).addSink(collectSink()).uid('out');
  }
}

/** Counts to `count` at `rate` a second, over two subtasks that own the keys. */
export class Counted extends StreamingJob {
  handle(context: StreamingContext): void {
    const { parameters } = context;
    const [count, ratePerSecond] = [parameters.getInt('count', 0), parameters.getInt('rate', 0)];
    const numbers = context.generate({ count, ratePerSecond }).keyBy((n) => n % 13);
    numbers
      .addSink(processFiles(parameters.get('directory', '')))
      .setParallelism(2)
      .uid('out');
  }
}

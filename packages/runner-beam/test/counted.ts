import { StreamingJob, type StreamingContext } from '@weir/core';
import { processFiles } from './process-files.js';

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

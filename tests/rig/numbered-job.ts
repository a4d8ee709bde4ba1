import { StreamingJob, type DataStream, type JobClass, type Source, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';

/** What a numbered job does between its source and its sink. */
export type Middle = (requests: DataStream<string>, context: StreamingContext) => DataStream<string>;

/** A job of numbered records. */
export interface NumberedJob {
  readonly url: string;
  /** Numbers from 0 up to this, or a source of numbers; without end when absent. */
  readonly numbers?: number | Source<number>;
  readonly middle?: Middle;
}

/** A job that sends `/r?n=0`, `/r?n=1`, … to `url`, as fast as it can. */
export function numberedJob({ url, numbers, middle = (requests) => requests }: NumberedJob): JobClass {
  return class Numbered extends StreamingJob {
    override handle(context: StreamingContext): void {
      const stream =
        typeof numbers === 'object'
          ? context.addSource(numbers)
          : context.generate(numbers === undefined ? {} : { count: numbers });
      const requests = stream.uid('in').map((n) => `${url}/r?n=${n}`);
      new HttpSink(context).post(middle(requests, context)).uid('out');
    }
  };
}

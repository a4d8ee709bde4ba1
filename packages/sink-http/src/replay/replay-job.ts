import { StreamingJob, systemClock, type JobClass, type JobSettings, type StreamingContext } from '@weir/core';
import { HttpSink } from '../http-sink.js';
import { LetterSource, type LetterSourceOptions } from './letter-source.js';
import { settleDelivered } from './settle-delivered.js';

/** What to replay. */
export interface ReplayOptions extends LetterSourceOptions {
  /** Sent with every request: in place of the secret headers, which letters do not keep. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The job that sends open letters again: the store is its source, an HTTP sink its sink. A letter is resolved once its
 * delivery is confirmed; the others stay open.
 *
 * Run it with the parameters of the job that wrote the letters: the sink then behaves as that job's did, and writes
 * what fails again to the same store.
 *
 * @param options `store` stays the caller's to close
 */
export function replayJob(options: ReplayOptions): JobClass {
  const { store, headers = {} } = options;
  return class Replay extends StreamingJob {
    override configure(settings: JobSettings): void {
      settings.name = 'replay';
    }

    override handle(context: StreamingContext): void {
      const letters = context.addSource(new LetterSource(options)).uid('letters');
      const onOutcome = settleDelivered(store, systemClock);
      new HttpSink(context, { headers, onOutcome }).post(letters).name('replay').uid('replay');
    }
  };
}

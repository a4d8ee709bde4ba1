import { StreamingJob, systemClock, type JobClass, type JobSettings, type StreamingContext } from '@weir/core';
import { HttpSink } from '../http-sink.js';
import type { ReplayChanges } from '../letter/replay-request.js';
import { resolveHttpSinkOptions } from '../options/resolve-http-sink-options.js';
import { LetterSource, type LetterSelection } from './letter-source.js';
import { planReplay } from './plan-replay.js';
import { settleDelivered } from './settle-delivered.js';

/** What to replay, and what is sent otherwise. */
export interface ReplayOptions extends LetterSelection, ReplayChanges {}

/**
 * The job that sends open letters again: the store is its source, an HTTP sink its sink. A letter is resolved once its
 * delivery is confirmed; the others stay open, so a replay that was cut off is simply run again.
 *
 * Run it with the parameters of the job that wrote the letters: the sink then behaves as that job's did, and writes
 * what fails again to the same store. A letter that lacks a secret header or a method fails it.
 *
 * @param options `store` stays the caller's to close
 */
export function replayJob(options: ReplayOptions): JobClass {
  return class Replay extends StreamingJob {
    override configure(settings: JobSettings): void {
      settings.name = 'replay';
    }

    override handle(context: StreamingContext): void {
      const { body } = resolveHttpSinkOptions(context.parameters);
      const source = new LetterSource({ ...options, plan: planReplay({ changes: options, body }) });
      const letters = context.addSource(source).uid('letters');
      const onOutcome = settleDelivered(options.store, systemClock);
      new HttpSink(context, { onOutcome }).post(letters).name('replay').uid('replay');
    }
  };
}

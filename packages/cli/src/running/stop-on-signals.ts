import { describeError, type Logger } from '@weir/core';
import type { RunningJob } from './running-job.js';

/** 128 + the signal's number, as shells say it. */
const exitCodeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Stops a job by signals: each begins the next of the job's ways to be stopped, and the one after the last ends the
 * process.
 *
 * @returns a function that gives the signals back
 */
export function stopOnSignals({ stops }: RunningJob, logger: Logger): () => void {
  let received = 0;
  const onSignal = (signal: keyof typeof exitCodeOfSignal): void => {
    const stop = stops[received];
    received += 1;
    if (!stop) process.exit(exitCodeOfSignal[signal]);
    logger.warn(`${signal}: ${stop.announcement} Again: ${received < stops.length ? 'stop now' : 'exit at once'}.`);
    stop.begin().catch((error: unknown) => {
      logger.error(`The job could not be stopped: ${describeError(error)}`);
    });
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

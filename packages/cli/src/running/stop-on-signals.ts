import type { JobHandle, Logger } from '@weir/core';

/** Where records go for which there is no time. */
const rest = 'stays in the last checkpoint, or is dead-lettered where there are none';

/** 128 + the signal's number, as shells say it. */
const exitCodeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Stops a job by signals: the first drains it, the second stops it at once, the third ends the process.
 *
 * @returns a function that gives the signals back
 */
export function stopOnSignals(job: JobHandle, deadlineMs: number, logger: Logger): () => void {
  let received = 0;
  const onSignal = (signal: keyof typeof exitCodeOfSignal): void => {
    received += 1;
    if (received === 1) {
      logger.warn(
        `${signal}: draining. The sources are stopped; what is under way has ${deadlineMs} ms. What is left then ${rest}. Again: stop now.`,
      );
      void job.drain({ deadlineMs });
    } else if (received === 2) {
      logger.warn(`${signal}: cancelling. What is left ${rest}. Again: exit at once.`);
      void job.cancel();
    } else {
      process.exit(exitCodeOfSignal[signal]);
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

import type { JobHandle, Logger } from '@weir/core';

/** 128 + the signal's number, as shells say it. */
const exitCodeOfSignal = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Stops a job by signals: the first drains it, the second dead-letters what is left at once, the third ends the process.
 *
 * @returns a function that gives the signals back
 */
export function stopOnSignals(job: JobHandle, deadlineMs: number, logger: Logger): () => void {
  let received = 0;
  const onSignal = (signal: keyof typeof exitCodeOfSignal): void => {
    received += 1;
    if (received === 1) {
      logger.warn(
        `${signal}: draining. The sources are stopped; what is under way has ${deadlineMs} ms, then it is dead-lettered. Again: dead-letter it now.`,
      );
      void job.drain({ deadlineMs });
    } else if (received === 2) {
      logger.warn(`${signal}: cancelling. What is left is dead-lettered. Again: exit at once and lose what is held.`);
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

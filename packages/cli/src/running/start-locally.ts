import type { JobClass, Logger, Metrics } from '@weir/core';
import { startLocal, type RunLocalOptions } from '@weir/runner-local';
import type { FlagValues } from '../arguments/flag.js';
import type { RunningJob } from './running-job.js';
import type { runFlags } from './shared-flags.js';

/** Where records go for which there is no time. */
const rest = 'stays in the last checkpoint, or is dead-lettered where there are none';

/** What the flags say to the local runner. */
export function localOptions(
  flags: FlagValues<typeof runFlags>,
  args: readonly string[],
  logger: Logger,
  metrics: Metrics | undefined,
) {
  const { conf, 'drain-deadline': drainDeadlineMs } = flags;
  return { args, drainDeadlineMs, logger, ...(conf !== undefined && { conf }), ...(metrics && { metrics }) };
}

/** Starts a job in this process: the first signal drains it, the second stops it at once. */
export function startLocally(
  job: JobClass,
  options: RunLocalOptions & { readonly drainDeadlineMs: number },
): RunningJob {
  const { drainDeadlineMs: deadlineMs } = options;
  const handle = startLocal(job, options);
  return {
    result: handle.result,
    status: () => handle.status(),
    stops: [
      {
        announcement: `draining. The sources are stopped; what is under way has ${deadlineMs} ms. What is left then ${rest}.`,
        begin: () => handle.drain({ deadlineMs }),
      },
      { announcement: `cancelling. What is left ${rest}.`, begin: () => handle.cancel() },
    ],
  };
}

import { relative } from 'node:path';
import type { Metrics } from '@weir/core';
import { loadJob } from '@weir/job-file';
import { command } from '../arguments/command.js';
import { engineFlags } from '../engines/engine-flags.js';
import { checkEngineFlags, startOnEngine, type EngineTask } from '../engines/start-on-engine.js';
import { createLogger } from '../output/create-logger.js';
import { runToExit } from '../running/run-to-exit.js';
import type { RunningJob } from '../running/running-job.js';
import { checkpointFlags, runFlags } from '../running/shared-flags.js';
import { localOptions, startLocally } from '../running/start-locally.js';

async function startInThisProcess(task: EngineTask, metrics: Metrics | undefined): Promise<RunningJob> {
  const { file, flags, parameters, logger } = task;
  const job = await loadJob(file);
  logger.info(`Running ${job.name} of ${file}.`);
  const checkpoints = {
    defaultIntervalMs: 1_000,
    // Two files may each have a job of the same class name.
    identity: (name: string) => `${relative('.', file)}-${name}`,
    fresh: flags.fresh,
    allowNonRestoredState: flags['allow-non-restored-state'],
    ...(flags.from !== undefined && { from: flags.from }),
  };
  return startLocally(job, { ...localOptions(flags, parameters, logger, metrics), checkpoints });
}

/** `weir run FILE` */
export const runCommand = command({
  name: 'run',
  summary: 'Runs a job.',
  operand: { name: 'FILE', doc: 'The job file, TypeScript or JavaScript; its default export is the job.' },
  flags: { ...runFlags, ...checkpointFlags, ...engineFlags },
  run({ operand: file, flags, parameters }, terminal) {
    const logger = createLogger(flags['log-format'], terminal);
    checkEngineFlags(flags);
    const task = {
      flags,
      parameters,
      logger,
      start: (metrics: Metrics | undefined) =>
        flags.runner === 'local'
          ? startInThisProcess({ file, flags, parameters, logger }, metrics)
          : startOnEngine({ file, flags, parameters, logger }),
      openLetters: ({ deadLettered }: { readonly deadLettered: number }) => deadLettered,
    };
    return runToExit(task, terminal);
  },
});

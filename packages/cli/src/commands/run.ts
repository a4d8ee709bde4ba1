import { relative } from 'node:path';
import { loadJob } from '@weir/job-file';
import { command } from '../arguments/command.js';
import { createLogger } from '../output/create-logger.js';
import { runToExit } from '../running/run-to-exit.js';
import { checkpointFlags, runFlags } from '../running/shared-flags.js';

/** `weir run FILE` */
export const runCommand = command({
  name: 'run',
  summary: 'Runs a job.',
  operand: { name: 'FILE', doc: 'The job file, TypeScript or JavaScript; its default export is the job.' },
  flags: { ...runFlags, ...checkpointFlags },
  run({ operand: file, flags, parameters }, terminal) {
    const logger = createLogger(flags['log-format'], terminal);
    const task = {
      flags,
      parameters,
      logger,
      checkpoints: {
        defaultIntervalMs: 1_000,
        // Two files may each have a job of the same class name.
        identity: (job: string) => `${relative('.', file)}-${job}`,
        fresh: flags.fresh,
        allowNonRestoredState: flags['allow-non-restored-state'],
        ...(flags.from !== undefined && { from: flags.from }),
      },
      async loadJob() {
        const job = await loadJob(file);
        logger.info(`Running ${job.name} of ${file}.`);
        return job;
      },
      openLetters: ({ deadLettered }: { readonly deadLettered: number }) => deadLettered,
    };
    return runToExit(task, terminal);
  },
});

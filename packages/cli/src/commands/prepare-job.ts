import { loadParameters, resolveKeys, runLifecycle, type JobClass, type PreparedJob } from '@weir/core';
import { checkpointKeys, restartKeys } from '@weir/runner-local';
import type { StoreSettings } from '../letters/configured-store.js';
import { createLogger } from '../output/create-logger.js';
import type { Terminal } from '../output/terminal.js';

const runnerKeys = { ...checkpointKeys, ...restartKeys };

/** Takes a job up to the point where it would start, and back: everything that can be refused before is. */
export function prepareJob(
  job: JobClass,
  { conf, parameters }: StoreSettings,
  terminal: Terminal,
): Promise<PreparedJob> {
  const logger = createLogger('text', terminal);
  const loaded = loadParameters({ conf, args: parameters, logger });
  resolveKeys(runnerKeys, loaded.entries(), '');
  return runLifecycle(job, { parameters: loaded, logger, knownKeys: Object.keys(runnerKeys) }, (prepared) => prepared);
}

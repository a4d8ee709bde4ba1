export { hashKey } from './channel/partition-batch.js';
export type { SourceProgress } from './flow/source-flow.js';
export type { JobStatus } from './job/job-status.js';
export { defaultDrainDeadlineMs, type RunLocalOptions } from './job/options.js';
export { localRunner } from './local-runner.js';
export { runLocal, startLocal, type LocalJobHandle } from './run-local.js';

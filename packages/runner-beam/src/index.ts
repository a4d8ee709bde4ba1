export { beamRunner } from './beam-runner.js';
export type { BeamJobHandle } from './job/beam-job.js';
export type { EngineState } from './job/engine-state.js';
export { defaultMaxHoldMs, type BeamRunOptions } from './options.js';
export { workerProgram, type BeamEnvironment } from './pipeline/environment.js';
export type { PipelineOptions } from './pipeline/pipeline-options.js';
export { runBeam, startBeam } from './run-beam.js';
export { startWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker/worker-pool.js';

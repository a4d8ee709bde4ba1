import {
  loadParameters,
  runLifecycle,
  stderrLogger,
  WeirError,
  type JobResult,
  type Logger,
  type PreparedJob,
} from '@weir/core';
import { loadJob } from '@weir/job-file';
import { beamRunner } from './beam-runner.js';
import { BeamJob, type BeamJobHandle } from './job/beam-job.js';
import { checkPool } from './job/check-pool.js';
import { JobService } from './job/job-service.js';
import { defaultMaxHoldMs, type BeamRunOptions } from './options.js';
import { toBeamEnvironment } from './pipeline/environment.js';
import { engineOptions, toPipelineOptions } from './pipeline/pipeline-options.js';
import { translateGraph } from './pipeline/translate-graph.js';
import { graphFingerprint } from './reference/graph-fingerprint.js';
import type { JobReference } from './reference/job-reference.js';
import { isLasting } from './worker/failure-text.js';
import { startWorkerPool } from './worker/worker-pool.js';

/**
 * Submits a job to an engine of Beam, and gives its handle once it has started.
 *
 * Rejects with BEAM_UNAVAILABLE (no job service at the endpoint), BEAM_UNSUPPORTED (before anything is submitted),
 * CONFIG_INVALID_VALUE (a parameter or option that is not JSON), and whatever loading and drawing the job throws, here or in
 * the worker pool of an `external` environment. The
 * handle's `result` rejects with `JobFailedError`, or BEAM_JOB_LOST when the job service does not know the job any more.
 */
export function startBeam(options: BeamRunOptions): Promise<BeamJobHandle> {
  const logger = options.logger ?? stderrLogger;
  return new Promise((resolve, reject) => {
    const run = async (): Promise<JobResult> => {
      const { jobModule, exportName, conf, args } = options;
      const jobClass = await loadJob(jobModule, exportName);
      const parameters = loadParameters({ conf, args, logger });
      return runLifecycle(jobClass, { parameters, logger }, (prepared) => {
        return runPrepared(prepared, options, logger, (job) => resolve(Object.assign(job, { result })));
      });
    };
    const result = run();
    result.catch(reject);
  });
}

/** Runs a job on an engine of Beam to its end. @throws as {@link startBeam} and its handle's `result` */
export async function runBeam(options: BeamRunOptions): Promise<JobResult> {
  return (await startBeam(options)).result;
}

async function runPrepared(
  prepared: PreparedJob,
  options: BeamRunOptions,
  logger: Logger,
  onStart: (job: BeamJob) => void,
): Promise<JobResult> {
  const { graph } = prepared;
  refuseUnsupported(prepared);
  const { environment = { kind: 'loopback' }, endpoint } = options;
  const onEngine = engineOptions(graph, options);
  const pipelineOptions = toPipelineOptions(onEngine);
  let failure: WeirError | undefined;
  const onFailure = (error: unknown): void => {
    if (isLasting(error)) failure ??= error;
  };
  const pool = environment.kind === 'loopback' ? await startWorkerPool({ port: 0, logger, onFailure }) : undefined;
  const service = new JobService(endpoint);
  try {
    const reference = referenceTo(prepared, options, Number(onEngine['parallelism']));
    if (environment.kind === 'external') await checkPool(environment.address, { endpoint, reference, logger });
    const pipeline = translateGraph(graph, reference, toBeamEnvironment(environment, pool?.address));
    const jobId = await service.submit({ pipeline, pipelineOptions, jobName: graph.job });
    const lastingFailure = async (): Promise<WeirError | undefined> => failure ?? (await options.lastingFailure?.());
    const job = new BeamJob({ jobId, service, graph, logger, lastingFailure });
    onStart(job);
    return await job.follow();
  } finally {
    service.close();
    await pool?.close();
  }
}

function refuseUnsupported({ graph }: PreparedJob): void {
  const reasons = beamRunner.unsupported(graph);
  if (reasons.length === 0) return;
  throw new WeirError('BEAM_UNSUPPORTED', `The Beam runner cannot run ${graph.job}. ${reasons.join(' ')}`, {
    details: { reasons },
  });
}

function referenceTo({ graph, parameters }: PreparedJob, options: BeamRunOptions, parallelism: number): JobReference {
  const written = Array.from(parameters.entries(), ([key, { written, origin }]): JobReference['parameters'][number] => [
    key,
    { written, origin },
  ]);
  return {
    module: options.jobModule,
    exportName: options.exportName ?? 'default',
    parameters: written,
    fingerprint: graphFingerprint(graph, written),
    maxHoldMs: options.maxHoldMs ?? defaultMaxHoldMs,
    parallelism,
  };
}

import { isJobClass, type JobClass, type JobSettings, type StreamingJob } from '../api/streaming-job.js';
import { jobKeys } from '../config/job-keys.js';
import type { Parameters } from '../config/parameters.js';
import { refuseTypos } from '../config/refuse-typos.js';
import { describeError, WeirError } from '../errors/weir-error.js';
import type { JobGraph } from '../graph/job-graph.js';
import type { Logger } from '../ports/logger.js';
import { configureJob, drawGraph } from './draw-graph.js';

/** A job that is ready to be run. */
export interface PreparedJob {
  readonly settings: Readonly<JobSettings>;
  readonly parameters: Parameters;
  readonly graph: JobGraph;
}

/** What a job's life depends on. */
export interface LifecycleContext {
  readonly parameters: Parameters;
  readonly logger: Logger;
  /** Full names of the keys that the runner reads, to tell a typo from a parameter of the user's. */
  readonly knownKeys?: readonly string[];
}

/**
 * Takes a job through its life: `configure` → `ready` → `handle` → `start` → `destroy`, the last also after a failure.
 * The first error wins; one of `destroy` after it is only logged.
 *
 * @throws JOB_NOT_A_JOB, whatever the job's methods throw, whatever `start` throws
 */
export async function runLifecycle<R>(
  jobClass: JobClass,
  context: LifecycleContext,
  start: (prepared: PreparedJob) => R | Promise<R>,
): Promise<R> {
  if (!isJobClass(jobClass)) {
    const got: unknown = jobClass;
    throw new WeirError(
      'JOB_NOT_A_JOB',
      `Expected a class that extends StreamingJob, got ${typeof got === 'function' ? got.name || 'a function' : typeof got}. Pass the class itself, not an instance.`,
    );
  }
  const job = new jobClass();
  let result: R;
  try {
    result = await startAndEnd(await prepare(job, context), start);
  } catch (error) {
    await destroyAfterFailure(job, context.logger);
    throw error;
  }
  await job.destroy();
  return result;
}

async function startAndEnd<R>(prepared: PreparedJob, start: (prepared: PreparedJob) => R | Promise<R>): Promise<R> {
  try {
    return await start(prepared);
  } finally {
    for (const node of prepared.graph.nodes) if (node.kind === 'sink') node.sink.end?.();
  }
}

async function prepare(job: StreamingJob, context: LifecycleContext): Promise<PreparedJob> {
  const { parameters, logger, knownKeys = [] } = context;
  const settings = configureJob(job, parameters);
  await job.ready();
  const graph = drawGraph(job, settings, parameters);
  const sinks = graph.nodes.flatMap((node) => (node.kind === 'sink' ? [node.sink] : []));
  for (const sink of sinks) sink.validate?.(parameters, logger);
  // Without aliases: `api.name` is no misspelt `app.name`.
  refuseTypos(parameters, [...Object.keys(jobKeys), ...knownKeys, ...sinks.flatMap((sink) => sink.keys ?? [])]);
  return { settings, parameters, graph };
}

async function destroyAfterFailure(job: StreamingJob, logger: Logger): Promise<void> {
  try {
    await job.destroy();
  } catch (error) {
    logger.error(`destroy() failed as well: ${describeError(error)}`);
  }
}

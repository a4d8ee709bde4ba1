import type { JobSettings, StreamingJob } from '../api/streaming-job.js';
import { StreamingContext } from '../api/streaming-context.js';
import { jobKeys } from '../config/job-keys.js';
import { resolveKeys } from '../config/key-table.js';
import type { Parameters } from '../config/parameters.js';
import { WeirError } from '../errors/weir-error.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { JobGraph } from '../graph/job-graph.js';

/** The settings of `job` after its `configure`. @throws CONFIG_INVALID_VALUE, CONFIG_CONFLICT */
export function configureJob(job: StreamingJob, parameters: Parameters): JobSettings {
  const keys = resolveKeys(jobKeys, parameters.entries(), '');
  const settings: JobSettings = {
    // An anonymous class has no name of its own, and the name is part of every record id.
    name: keys['pipeline.name'] ?? (job.constructor.name || 'job'),
    parallelism: keys['parallelism.default'],
    onError: keys['on-error'],
  };
  const configure: (settings: JobSettings, parameters: Parameters) => unknown = job.configure.bind(job);
  refusePromise(settings.name, 'configure', configure(settings, parameters));
  return settings;
}

/** Runs `handle()` and gives the graph it drew. Synchronous, so that a worker elsewhere can do it again. */
export function drawGraph(job: StreamingJob, settings: JobSettings, parameters: Parameters): JobGraph {
  const builder = new GraphBuilder(settings.parallelism, settings.onError);
  const handle: (context: StreamingContext) => unknown = job.handle.bind(job);
  refusePromise(settings.name, 'handle', handle(new StreamingContext(parameters, builder)));
  return builder.build(settings.name);
}

/** By their types configure() and handle() return nothing; JavaScript and `async handle()` do not know that. */
function refusePromise(job: string, method: string, result: unknown): void {
  if (typeof (result as Partial<PromiseLike<unknown>> | undefined)?.then !== 'function') return;
  const refusal = new WeirError(
    'GRAPH_INVALID',
    `${method}() of ${job} returned a promise. Make it synchronous; wait for things in ready().`,
  );
  // Not ours to await; a rejection must not end the process before the refusal is told.
  (result as PromiseLike<unknown>).then(undefined, (cause: unknown) => (refusal.cause ??= cause));
  throw refusal;
}

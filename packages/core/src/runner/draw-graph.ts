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
    name: keys['pipeline.name'] ?? job.constructor.name,
    parallelism: keys['parallelism.default'],
  };
  job.configure(settings, parameters);
  return settings;
}

/** Runs `handle()` and gives the graph it drew. Synchronous, so that a worker elsewhere can do it again. */
export function drawGraph(job: StreamingJob, settings: JobSettings, parameters: Parameters): JobGraph {
  const builder = new GraphBuilder(settings.parallelism);
  // By its type handle() returns nothing; JavaScript and `async handle()` do not know that.
  const handle: (context: StreamingContext) => unknown = job.handle.bind(job);
  const result = handle(new StreamingContext(parameters, builder));
  if (typeof (result as { then?: unknown } | undefined)?.then === 'function') {
    throw new WeirError(
      'GRAPH_INVALID',
      `handle() of ${settings.name} returned a promise. Draw the graph synchronously; wait for things in ready().`,
    );
  }
  return builder.build(settings.name);
}

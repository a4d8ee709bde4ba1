import type { ConfigObject, Logger, WeirError } from '@weir/core';
import type { BeamEnvironment } from './pipeline/environment.js';
import type { PipelineOptions } from './pipeline/pipeline-options.js';

/**
 * How long the end of a bundle waits by default for records that a sink holds, in milliseconds: half of the time after
 * which Flink gives a checkpoint up.
 */
export const defaultMaxHoldMs = 300_000;

/** What a run on an engine of Beam takes. */
export interface BeamRunOptions {
  /** `host:port` of Beam's job service. */
  readonly endpoint: string;
  /** Absolute path of the module that exports the job; the same on every worker. */
  readonly jobModule: string;
  /** Which export of it is the job; default `default`. */
  readonly exportName?: string;
  /** Path of a YAML file, or its content as an object. Read here; parameters travel with their placeholders. */
  readonly conf?: string | ConfigObject;
  /** Parameters that win over `conf`: `['--a.b', 'value']` as on the command line, or an object. */
  readonly args?: readonly string[] | ConfigObject;
  /** Where the job's functions run; default `loopback`. */
  readonly environment?: BeamEnvironment;
  /** How many subtasks of each stage the engine runs; default: the largest parallelism in the graph. */
  readonly parallelism?: number;
  /** Options of the engine by their Beam names, such as `checkpointing_interval`; they win over Weir's defaults. */
  readonly pipelineOptions?: PipelineOptions;
  /** How long the end of a bundle waits for what a sink holds before that is dead-lettered; default 300000. */
  readonly maxHoldMs?: number;
  /**
   * Asked several times a second while the job runs: what it gives ends the job at once. For engines that start a job
   * again which no start can mend; see {@link findLastingFailure}.
   */
  readonly lastingFailure?: () => Promise<WeirError | undefined>;
  /** Default: warnings and errors on standard error. */
  readonly logger?: Logger;
}

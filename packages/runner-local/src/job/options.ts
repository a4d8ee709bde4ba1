import type { Clock, ConfigObject, Logger, Metrics } from '@weir/core';
import type { CheckpointStorage } from '../checkpoint/checkpoint-storage.js';

/** How long a drain may take by default, and how long held records get after a failure. */
export const defaultDrainDeadlineMs = 10_000;

/** How a run treats checkpoints; the keys of the configuration say the rest. */
export interface CheckpointingOptions {
  /** Interval when no key gives one; default none: no checkpoints. */
  readonly defaultIntervalMs?: number;
  /** Makes the name under which the checkpoints of a job are kept that has no `pipeline.name`; default the job's name. */
  readonly identity?: (job: string) => string;
  /** Ignores and removes what is there. */
  readonly fresh?: boolean;
  /** Path of a retained checkpoint to go on from, instead of the newest. */
  readonly from?: string;
  /** Drops state that has no node, and starts nodes that have no state anew. */
  readonly allowNonRestoredState?: boolean;
  /** Where checkpoints are kept; default files in the directory that the keys name. */
  readonly storage?: CheckpointStorage;
}

/** What `runLocal` takes beside the job; all optional. */
export interface RunLocalOptions {
  /** Path of a YAML file, or its content as an object. */
  readonly conf?: string | ConfigObject;
  /** Parameters that win over `conf`: `['--a.b', 'value']` as on the command line, or an object. */
  readonly args?: readonly string[] | ConfigObject;
  /** Drains the job when it aborts. */
  readonly signal?: AbortSignal;
  /** How long a drain may take before what is unfinished is dead-lettered; default 10000. */
  readonly drainDeadlineMs?: number;
  /** Default: no checkpoints unless `execution.checkpointing.interval` is set; false: none in any case. */
  readonly checkpoints?: CheckpointingOptions | false;
  /** Default: warnings and errors on standard error. */
  readonly logger?: Logger;
  /** Where job and sinks count, for whoever publishes it; default nowhere. */
  readonly metrics?: Metrics;
  /** Default: the clock of the machine. */
  readonly clock?: Clock;
}

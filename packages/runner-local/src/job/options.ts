import type { Clock, ConfigObject, Logger } from '@weir/core';

/** How long a drain may take by default, and how long held records get after a failure. */
export const defaultDrainDeadlineMs = 10_000;

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
  /** Default: warnings and errors on standard error. */
  readonly logger?: Logger;
  /** Default: the clock of the machine. */
  readonly clock?: Clock;
}

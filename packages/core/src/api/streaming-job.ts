import type { Parameters } from '../config/parameters.js';
import type { OnError } from '../config/on-error.js';
import type { StreamingContext } from './streaming-context.js';

/** What `configure` may change before the graph is drawn. */
export interface JobSettings {
  /** Name of the job: `pipeline.name`, else the name of the class. */
  name: string;
  /** Parallelism of every node that sets none itself: `parallelism.default`, else 1. */
  parallelism: number;
  /** What happens when a user function keeps failing on a record: `on-error`, else `fail`. */
  onError?: OnError;
}

const brand = Symbol.for('weir.StreamingJob');

/**
 * A job: extend it, draw the graph in `handle`, export the class as default.
 *
 * Life cycle, each once: `configure` → `ready` → `handle` → the job runs → `destroy`, the last also after a failure.
 */
export abstract class StreamingJob {
  /** Recognises job classes of another copy of this package. */
  static readonly [brand] = true;

  /** Adjusts settings in code; wins over file and command line. */
  configure(_settings: JobSettings, _parameters: Parameters): void {
    return;
  }

  /** Prepares what `handle` and the functions in the graph need. */
  ready(): void | Promise<void> {
    return;
  }

  /** Draws the graph: source → operators → sink. Synchronous, and the same graph each time for the same parameters. */
  abstract handle(context: StreamingContext): void;

  /**
   * Releases what `ready` acquired: no more than that, for a process may have several instances of a job. A pool of
   * workers for an engine of Beam makes one for each worker, and one more before the job starts.
   */
  destroy(): void | Promise<void> {
    return;
  }
}

/** A class that can be run: it extends {@link StreamingJob} and needs no arguments. */
export type JobClass = new () => StreamingJob;

/** Whether `value` is a job class, also one of another copy of this package; `StreamingJob` itself is none. */
export function isJobClass(value: unknown): value is JobClass {
  return typeof value === 'function' && brand in value && !Object.hasOwn(value, brand);
}

import type { Logger } from '@weir/core';
import { getOrCreate } from '../get-or-create.js';
import { drawJob, type DrawnJob } from './drawn-job.js';
import type { JobReference } from './job-reference.js';

/** The jobs of one worker: each is drawn once, however many bundles run it. */
export class JobRegistry {
  readonly #logger: Logger;
  readonly #jobs = new Map<string, Promise<DrawnJob>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get(reference: JobReference): Promise<DrawnJob> {
    return getOrCreate(this.#jobs, JSON.stringify(reference), () => drawJob(reference, this.#logger));
  }

  /** Ends every job that could be drawn. */
  async close(): Promise<void> {
    for (const drawn of await Promise.allSettled(this.#jobs.values())) {
      if (drawn.status === 'fulfilled') await drawn.value.close();
    }
    this.#jobs.clear();
  }
}

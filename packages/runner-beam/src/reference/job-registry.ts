import type { Logger } from '@weir/core';
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
    const key = JSON.stringify(reference);
    const known = this.#jobs.get(key);
    if (known) return known;
    const drawn = drawJob(reference, this.#logger);
    this.#jobs.set(key, drawn);
    return drawn;
  }

  /** Ends every job that could be drawn. */
  async close(): Promise<void> {
    for (const drawn of await Promise.allSettled(this.#jobs.values())) {
      if (drawn.status === 'fulfilled') await drawn.value.close();
    }
    this.#jobs.clear();
  }
}

/** The calls of a store that are under way, so that closing it waits for them. */
export class RunningWork {
  readonly #running = new Set<Promise<unknown>>();

  /** Gives what `work` gives. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  /** Resolves when what was begun before has ended, well or not. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}

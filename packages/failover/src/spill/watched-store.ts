import { describeError, type DeadLetter, type DeadLetterStore, type Logger, type Resolution } from '@weir/core';
import { deliverLetters, type RefusedLetter } from './deliver-letters.js';

/** A store of which is known whether it took what it was given last. */
export class WatchedStore {
  readonly #store: DeadLetterStore;
  readonly #logger: Logger;
  #failure: { readonly error: unknown } | undefined;

  constructor(store: DeadLetterStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  get description(): string {
    return this.#store.description;
  }

  /** Whether it refused what it was given last. */
  get isDown(): boolean {
    return this.#failure !== undefined;
  }

  /** What it refused with last; undefined when it took what it was given. */
  get lastError(): unknown {
    return this.#failure?.error;
  }

  /** Returns the letters that are too large for the store. */
  append(letters: readonly DeadLetter[]): Promise<readonly RefusedLetter[]> {
    return this.#watch(() => deliverLetters(this.#store, letters));
  }

  resolve(resolutions: readonly Resolution[]): Promise<void> {
    return this.#watch(() => this.#store.resolve(resolutions));
  }

  /** To be called when nothing waits for the store any more: what comes next is given to it first. */
  setUp(): void {
    if (this.isDown) this.#logger.info(`The dead-letter store (${this.description}) takes letters again.`);
    this.#failure = undefined;
  }

  async #watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.setUp();
      return result;
    } catch (error) {
      this.#setDown(error);
      throw error;
    }
  }

  #setDown(error: unknown): void {
    const wasDown = this.isDown;
    this.#failure = { error };
    if (wasDown) return;
    this.#logger.warn(
      `The dead-letter store (${this.description}) does not take letters: ${describeError(error)} ` +
        'They go to the local spill until it does.',
    );
  }
}

import { describeError, type DeadLetter, type DeadLetterStore, type Logger, type Resolution } from '@weir/core';
import { deliverLetters, type RefusedLetter } from './deliver-letters.js';

/** A store of which is known whether it took what it was given last. */
export class WatchedStore {
  readonly #store: DeadLetterStore;
  readonly #logger: Logger;
  #isDown = false;

  constructor(store: DeadLetterStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  get description(): string {
    return this.#store.description;
  }

  /** Whether it refused what it was given last. */
  get isDown(): boolean {
    return this.#isDown;
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
    if (this.#isDown) this.#logger.info(`The dead-letter store (${this.description}) takes letters again.`);
    this.#isDown = false;
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
    if (this.#isDown) return;
    this.#isDown = true;
    this.#logger.warn(
      `The dead-letter store (${this.description}) does not take letters: ${describeError(error)} ` +
        'They go to the local spill until it does.',
    );
  }
}

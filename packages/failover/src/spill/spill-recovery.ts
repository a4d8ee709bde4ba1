import { describeError, type Clock, type Logger } from '@weir/core';
import { countSpilled } from './count-spilled.js';
import { drainSpill } from './drain-spill.js';
import { runAlone } from './run-alone.js';
import type { Spill } from './spill.js';
import type { WatchedStore } from './watched-store.js';

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;

/** How long the last drain, at the end, may take. */
const lastDrainMs = 5_000;

/** What a {@link SpillRecovery} works with. */
export interface RecoveryParts {
  readonly spill: Spill;
  readonly store: WatchedStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Brings what is spilled into the store: at the start, when the store is back, and once more at the end. */
export class SpillRecovery {
  readonly #parts: RecoveryParts;
  readonly #end = new AbortController();
  #delayMs = firstDelayMs;
  #cancelTimer: (() => void) | undefined;
  /** Until a drain was complete, also what earlier runs had refused is tried. */
  #isFirst = true;
  #lastError: unknown;

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Takes over what earlier runs left, also killed ones, and says so. Never rejects. */
  start(): Promise<void> {
    return this.#attempt(async () => {
      const { spill, store, logger } = this.#parts;
      const letters = await countSpilled(spill);
      if (letters === 0 && !(await spill.isWaiting())) return;
      if (letters > 0) logger.warn(foundText(letters, spill, store));
      await this.#drain();
    });
  }

  /** Sees to it that the spill is drained soon: something was written to it. */
  expect(): void {
    if (this.#end.signal.aborted) return;
    this.#cancelTimer ??= this.#parts.clock.setTimer(() => {
      this.#cancelTimer = undefined;
      void this.#attempt(() => this.#drain());
    }, this.#delayMs);
  }

  /** Drains what waits now. @throws the store's error */
  async drain(): Promise<void> {
    const { spill } = this.#parts;
    if (await spill.isWaiting()) await runAlone(spill.directory, () => this.#drain());
  }

  /** Drains once more, for a bounded time, and says what stays. */
  async stop(): Promise<void> {
    const { spill, store, clock, logger } = this.#parts;
    await new Promise<void>((resolve) => {
      const cancel = clock.setTimer(resolve, lastDrainMs);
      void this.drain()
        .catch((error: unknown) => (this.#lastError = error))
        .finally(() => {
          cancel();
          resolve();
        });
    });
    this.#end.abort();
    this.#cancelTimer?.();
    const left = await countSpilled(spill);
    if (left === 0) return;
    const error = this.#lastError ?? store.lastError;
    const reason = error === undefined ? '' : ` ${describeError(error)}`;
    logger.warn(
      `${left} dead letters stay in the spill ${spill.directory}. They are open, and the next start takes them over.${reason}`,
    );
  }

  async #drain(): Promise<void> {
    const { spill, store, logger } = this.#parts;
    await drainSpill({ spill, store, logger, withRefused: this.#isFirst, signal: this.#end.signal });
    this.#isFirst = false;
    this.#lastError = undefined;
    logger.info(`What was in the spill ${spill.directory} is in the store (${store.description}).`);
  }

  /** Does `work`, and drains later when it fails or when there is more by then. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const { spill, logger } = this.#parts;
    try {
      await runAlone(spill.directory, work);
      this.#delayMs = firstDelayMs;
      if (await spill.isWaiting()) this.expect();
    } catch (error) {
      this.#lastError = error;
      if (this.#end.signal.aborted) return;
      logger.warn(
        `The spill ${spill.directory} cannot be emptied: ${describeError(error)} Trying again in ${this.#delayMs / 1000} s.`,
      );
      this.expect();
      this.#delayMs = Math.min(this.#delayMs * 2, longestDelayMs);
    }
  }
}

function foundText(letters: number, { directory }: Spill, { description }: WatchedStore): string {
  return (
    `${letters} dead letters of an earlier run, or of another process, are in the spill ${directory}. ` +
    `They go into the store (${description}) now.`
  );
}

import { MemoryStorage, type Checkpoint } from '@weir/runner-local';
import { ConditionWaits, type WaitDeadline } from '../../packages/testing/src/waiting/condition-waits.js';

/** How many records sinks and asynchronous operators hold in `checkpoint`. */
export function heldIn(checkpoint: Checkpoint | undefined): number {
  return Object.values(checkpoint?.nodes ?? {}).reduce((sum, { units = [] }) => sum + units.length, 0);
}

/** Checkpoints in memory that a test can wait for. */
export class WatchedStorage extends MemoryStorage {
  /** What was kept, oldest first: when it was triggered and how much was held. */
  readonly saved: { readonly at: number; readonly held: number }[] = [];
  readonly #waits = new ConditionWaits(this.saved, () => `Checkpoints: ${JSON.stringify(this.saved.slice(-5))}`);

  override async save(checkpoint: Checkpoint): Promise<void> {
    await super.save(checkpoint);
    this.saved.push({ at: checkpoint.at, held: heldIn(checkpoint) });
    this.#waits.check();
  }

  /** Resolves when `isMet` holds for what was kept. */
  waitFor(isMet: (saved: WatchedStorage['saved']) => boolean, deadline?: WaitDeadline): Promise<void> {
    return this.#waits.until(isMet, deadline);
  }
}

import { MemoryStorage, type Checkpoint } from '@weir/runner-local';

/** Checkpoints that outlive the process that takes them: what it does once it is dead does not reach them. */
export class MortalStorage extends MemoryStorage {
  #dead = false;

  /** From here on the job is gone, whatever is still done to end it. */
  die(): void {
    this.#dead = true;
  }

  /** The next process opens it. */
  revive(): void {
    this.#dead = false;
  }

  override save(checkpoint: Checkpoint): Promise<void> {
    return this.#dead ? Promise.resolve() : super.save(checkpoint);
  }

  override clear(): Promise<void> {
    return this.#dead ? Promise.resolve() : super.clear();
  }
}

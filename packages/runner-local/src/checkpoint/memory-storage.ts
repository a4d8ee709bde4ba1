import type { Checkpoint } from './checkpoint.js';
import type { CheckpointStorage } from './checkpoint-storage.js';

/** Keeps the newest checkpoint in this process: enough for restarts, gone with the process. */
export class MemoryStorage implements CheckpointStorage {
  readonly description = 'memory';
  #latest: Checkpoint | undefined;

  open(): Promise<void> {
    return Promise.resolve();
  }

  save(checkpoint: Checkpoint): Promise<void> {
    this.#latest = checkpoint;
    return Promise.resolve();
  }

  lastId(): Promise<number> {
    return Promise.resolve(this.#latest?.id ?? 0);
  }

  latest(): Promise<Checkpoint | undefined> {
    return Promise.resolve(this.#latest);
  }

  clear(): Promise<void> {
    this.#latest = undefined;
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

import type { Checkpoint } from './checkpoint.js';

/**
 * Where the checkpoints of one job are kept. One process at a time has it open.
 *
 * Called by the coordinator, one call at a time: `open`, then `latest` perhaps, `save` for each completed checkpoint,
 * `clear` when the job has ended by itself, `close` in any case.
 */
export interface CheckpointStorage {
  /** For messages. */
  readonly description: string;
  /** Takes possession. @throws CHECKPOINT_STORAGE_UNAVAILABLE, CHECKPOINT_LOCKED */
  open(): Promise<void>;
  /** Keeps `checkpoint` durably, and forgets those beyond the number to retain. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** The newest checkpoint that is whole; damaged ones are passed over with a warning. */
  latest(): Promise<Checkpoint | undefined>;
  /** Forgets all checkpoints: the job has nothing to go on with. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

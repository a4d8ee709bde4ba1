import type { Checkpoint } from './checkpoint.js';

/**
 * Where the checkpoints of one job are kept. One process at a time has it open.
 *
 * One call at a time: `open`; when that has succeeded `lastId` and perhaps `latest`, `save` for each completed
 * checkpoint, `clear` when the job has ended by itself, `close` in any case.
 */
export interface CheckpointStorage {
  /** For messages. */
  readonly description: string;
  /** Takes possession. @throws CHECKPOINT_STORAGE_UNAVAILABLE, CHECKPOINT_LOCKED */
  open(): Promise<void>;
  /** Keeps `checkpoint` durably, and forgets those beyond the number to retain. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** The highest id that is kept, damaged checkpoints included; 0 when there is none. New ones go on from it. */
  lastId(): Promise<number>;
  /**
   * The newest checkpoint that is whole; damaged ones are passed over with a warning. Undefined when there is none.
   *
   * @throws CHECKPOINT_DAMAGED when there are checkpoints and none is whole, CHECKPOINT_NEWER
   */
  latest(): Promise<Checkpoint | undefined>;
  /** Forgets all checkpoints: the job has nothing to go on with. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

import type { DeadLetter, DeadLetterReason } from './dead-letter.js';

/** Says that a letter is settled. A letter is open unless a resolution of its id has `lastAt` ≥ the letter's. */
export interface Resolution {
  /** Id of the letter. */
  readonly id: string;
  /** `lastAt` of the letter that was settled: a record that fails again later is open again. */
  readonly lastAt: number;
  /** When it was settled; milliseconds since the epoch. */
  readonly at: number;
  /** How: delivered by a replay, or discarded by a person. */
  readonly outcome: 'delivered' | 'discarded';
}

/** Which letters to read; every part that is given must match. */
export interface LetterFilter {
  readonly ids?: readonly string[];
  readonly job?: string;
  readonly sink?: string;
  /** Host of the URL with its port, as written there. */
  readonly host?: string;
  /** HTTP status of the last attempt. */
  readonly status?: number;
  readonly reason?: DeadLetterReason;
  readonly key?: string;
  /** `lastAt` at or after; milliseconds since the epoch. */
  readonly since?: number;
  /** `lastAt` before; milliseconds since the epoch. */
  readonly until?: number;
}

/** What to read and from where. */
export interface LetterQuery {
  readonly filter?: LetterFilter;
  /** A cursor that an earlier read gave: goes on behind that letter. */
  readonly after?: string;
}

/** A letter as it comes out of a store. */
export interface StoredLetter {
  readonly letter: DeadLetter;
  /** Opaque; for {@link LetterQuery.after}. */
  readonly cursor: string;
}

/**
 * Where dead letters are kept. One instance may be shared by callers that do not wait for each other; several
 * processes may write to the same place.
 *
 * Opened on first need. `append` and `resolve` acknowledge durably: once the promise resolves, the letters survive a
 * crash of the process and of the machine. What was written is never rewritten: a letter is settled by appending a
 * resolution. Failures reject with `LETTER_STORE_UNAVAILABLE` and name the place; the caller still has the letters.
 */
export interface DeadLetterStore {
  /** For messages: kind and place, without secrets. */
  readonly description: string;
  /** Keeps `letters`. Callers that wait at the same time share one sync. Appending a letter twice does no harm. */
  append(letters: readonly DeadLetter[]): Promise<void>;
  /**
   * The open letters that were there when the read began, oldest first, each id once (its newest version), also while
   * others write. Letters that cannot be read back reject with `LETTER_STORE_CORRUPT` after the readable ones.
   */
  read(query?: LetterQuery): AsyncIterable<StoredLetter>;
  /** As {@link read}, as many letters at a time as the store reads at once: each promise costs as much as a letter. */
  readChunks(query?: LetterQuery): AsyncIterable<readonly StoredLetter[]>;
  resolve(resolutions: readonly Resolution[]): Promise<void>;
  /** Removes letters with `lastAt` before `olderThan`, only settled ones unless `open` is true; returns how many. */
  purge(options: { readonly olderThan: number; readonly open?: boolean }): Promise<number>;
  /** Checks that the place can be written, without leaving a letter. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

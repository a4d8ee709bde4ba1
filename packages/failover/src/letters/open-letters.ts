import type { DeadLetter, LetterFilter, Resolution } from '@weir/core';
import { comparePositions, readCursor, type LetterPosition } from './letter-cursor.js';
import { matchesFilter, matchesPosition } from './letter-filter.js';

/** The newest resolution of each id; a letter is settled when that is at least as new as the letter. */
export class Resolutions {
  readonly #lastAtById = new Map<string, number>();

  add({ id, lastAt }: Pick<Resolution, 'id' | 'lastAt'>): void {
    if (lastAt > (this.#lastAtById.get(id) ?? -Infinity)) this.#lastAtById.set(id, lastAt);
  }

  settle({ id, lastAt }: LetterPosition): boolean {
    return lastAt <= (this.#lastAtById.get(id) ?? -Infinity);
  }
}

/** An open letter: its position in the order of reading, and where the store has it. */
export interface OpenLetter<P> extends LetterPosition {
  readonly place: P;
  /** The letter itself, where it was kept: it need not be read again. */
  readonly letter?: DeadLetter | undefined;
}

/** How much memory the letters that are kept may need together, as {@link neededBytes} has it; a larger rest is read twice. */
export const keptBytes = 64 * 1024 * 1024;

/** About what a letter needs that a store has in `bytes`: objects cost more than the text of a short one. */
export function neededBytes(bytes: number): number {
  return bytes + 1_024;
}

interface Newest<P> {
  readonly lastAt: number;
  /** Undefined when the filter does not want it. */
  readonly wanted: { readonly place: P; readonly letter: DeadLetter | undefined } | undefined;
  /** What the kept letter needs; 0 without one. */
  readonly bytes: number;
}

/**
 * Folds what a store has, in any order, into its open letters: open = letters − resolutions, the newest version of an
 * id wins, each id once. Keeps an id, a time and a place per open letter, and of the first letters, 64 MiB of them, the
 * letters too: a store that is no larger is read and decoded once. What is settled or purged after that is given all the
 * same, as it would have been had the reader been quicker.
 *
 * @typeParam P where the store finds the letter again
 */
export class OpenLetters<P> {
  readonly #resolutions: Resolutions;
  readonly #filter: LetterFilter;
  readonly #newest = new Map<string, Newest<P>>();
  #keptBytes = 0;

  /** `resolutions` must be complete before the first letter is added. */
  constructor(resolutions: Resolutions, filter: LetterFilter = {}) {
    this.#resolutions = resolutions;
    this.#filter = filter;
  }

  /**
   * Takes every letter, also those that the filter does not want: the filter is about the newest version of an id.
   *
   * @param bytes what the store needed for it; without, it is not kept
   */
  add(letter: DeadLetter, place: P, bytes?: number): void {
    const before = this.#beforeIfNewer(letter);
    if (before === 'outdated') return;
    const isWanted = matchesFilter(letter, this.#filter);
    this.#keptBytes -= before?.bytes ?? 0;
    const needed = isWanted && bytes !== undefined ? neededBytes(bytes) : Infinity;
    const isKept = this.#keptBytes + needed <= keptBytes;
    const wanted = isWanted ? { place, letter: isKept ? letter : undefined } : undefined;
    const counted = isKept ? needed : 0;
    this.#keptBytes += counted;
    this.#newest.set(letter.id, { lastAt: letter.lastAt, wanted, bytes: counted });
  }

  /** As {@link add}, for stores that read the letter later: they leave out then what the filter does not want. */
  addPosition(position: LetterPosition, place: P): void {
    if (this.#beforeIfNewer(position) === 'outdated') return;
    const wanted = matchesPosition(position, this.#filter) ? { place, letter: undefined } : undefined;
    this.#newest.set(position.id, { lastAt: position.lastAt, wanted, bytes: 0 });
  }

  /** The version that a letter at `position` takes the place of, or `outdated` when it is settled or not the newest. */
  #beforeIfNewer(position: LetterPosition): Newest<P> | undefined | 'outdated' {
    if (this.#resolutions.settle(position)) return 'outdated';
    const before = this.#newest.get(position.id);
    return position.lastAt <= (before?.lastAt ?? -Infinity) ? 'outdated' : before;
  }

  /** The wanted ones behind the cursor `after`, oldest first. @throws LETTER_CURSOR_INVALID */
  inOrder(after?: string): OpenLetter<P>[] {
    const start = after === undefined ? undefined : readCursor(after);
    const open: OpenLetter<P>[] = [];
    for (const [id, { lastAt, wanted }] of this.#newest) {
      if (wanted === undefined) continue;
      const position = { id, lastAt, ...wanted };
      if (start === undefined || comparePositions(position, start) > 0) open.push(position);
    }
    return open.sort(comparePositions);
  }
}

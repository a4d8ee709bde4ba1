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
}

/**
 * Folds what a store has, in any order, into its open letters: open = letters − resolutions, the newest version of an
 * id wins, each id once. Keeps an id, a time and a place per open letter, never the letter.
 *
 * @typeParam P where the store finds the letter again
 */
export class OpenLetters<P> {
  readonly #resolutions: Resolutions;
  readonly #filter: LetterFilter;
  readonly #newest = new Map<string, { readonly lastAt: number; readonly place: P; readonly wanted: boolean }>();

  /** `resolutions` must be complete before the first letter is added. */
  constructor(resolutions: Resolutions, filter: LetterFilter = {}) {
    this.#resolutions = resolutions;
    this.#filter = filter;
  }

  /** Takes every letter, also those that the filter does not want: the filter is about the newest version of an id. */
  add(letter: DeadLetter, place: P): void {
    this.#add(letter, place, () => matchesFilter(letter, this.#filter));
  }

  /** As {@link add}, for stores that read the letter later: they leave out then what the filter does not want. */
  addPosition(position: LetterPosition, place: P): void {
    this.#add(position, place, () => matchesPosition(position, this.#filter));
  }

  #add(position: LetterPosition, place: P, isWanted: () => boolean): void {
    const { id, lastAt } = position;
    if (this.#resolutions.settle(position)) return;
    if (lastAt <= (this.#newest.get(id)?.lastAt ?? -Infinity)) return;
    this.#newest.set(id, { lastAt, place, wanted: isWanted() });
  }

  /** The wanted ones behind the cursor `after`, oldest first. @throws LETTER_CURSOR_INVALID */
  inOrder(after?: string): OpenLetter<P>[] {
    const start = after === undefined ? undefined : readCursor(after);
    const open: OpenLetter<P>[] = [];
    for (const [id, { lastAt, place, wanted }] of this.#newest) {
      const position = { id, lastAt, place };
      if (wanted && (start === undefined || comparePositions(position, start) > 0)) open.push(position);
    }
    return open.sort(comparePositions);
  }
}

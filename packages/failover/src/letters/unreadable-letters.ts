import { describeError, WeirError } from '@weir/core';

const shownPlaces = 5;

/** Collects what could not be read back, so that the readable letters are served first. */
export class UnreadableLetters {
  readonly #unit: string;
  readonly #shown: string[] = [];
  #first: unknown;
  #count = 0;

  /** `unit` is what the store keeps a letter in, for the message: "line", "row". */
  constructor(unit: string) {
    this.#unit = unit;
  }

  /** `place` says where it stands: a file and line, a row. */
  add(place: string, cause: unknown): void {
    this.#count++;
    this.#first ??= cause;
    if (this.#shown.length < shownPlaces) this.#shown.push(`${place}: ${describeError(cause)}`);
  }

  /** @throws LETTER_STORE_CORRUPT that names the places, when there was any */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const more = this.#count > this.#shown.length ? ` … and ${this.#count - this.#shown.length} more.` : '';
    const what = this.#count === 1 ? `1 ${this.#unit}` : `${this.#count} ${this.#unit}s`;
    throw new WeirError(
      'LETTER_STORE_CORRUPT',
      `${what} cannot be read back. ${this.#shown.join(' ')}${more} Nothing was removed.`,
      { cause: this.#first, details: { count: this.#count } },
    );
  }
}

import { describeError, WeirError } from '@weir/core';

const shownLines = 5;

/** Collects the lines that could not be read, so that the readable ones are served first. */
export class UnreadableLines {
  readonly #shown: string[] = [];
  #first: unknown;
  #count = 0;

  add(path: string, lineNumber: number, cause: unknown): void {
    this.#count++;
    this.#first ??= cause;
    if (this.#shown.length < shownLines) this.#shown.push(`${path}:${lineNumber}: ${describeError(cause)}`);
  }

  /** @throws LETTER_STORE_CORRUPT that names file and line, when there was any */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const more = this.#count > this.#shown.length ? ` … and ${this.#count - this.#shown.length} more.` : '';
    const lines = this.#count === 1 ? '1 line' : `${this.#count} lines`;
    throw new WeirError(
      'LETTER_STORE_CORRUPT',
      `${lines} cannot be read back. ${this.#shown.join(' ')}${more} Nothing was removed.`,
      { cause: this.#first, details: { count: this.#count } },
    );
  }
}

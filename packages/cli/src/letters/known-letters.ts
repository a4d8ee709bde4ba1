import type { DeadLetter } from '@weir/core';

/** How large the letters may be together, about; what is larger is read twice. */
const keptBytes = 32 * 1024 * 1024;

/** What a letter has beside its body: URL, headers, attempts. */
const envelopeBytes = 1024;

/** Keeps the letters that were looked at, so that they need not be read again to be sent: all of them, or none. */
export class KnownLetters {
  #letters: DeadLetter[] | undefined = [];
  #bytes = 0;

  add(letter: DeadLetter): void {
    this.#bytes += envelopeBytes + (letter.body?.length ?? 0);
    if (this.#bytes <= keptBytes) this.#letters?.push(letter);
    else this.#letters = undefined;
  }

  /** In the order in which they were added; undefined when they are too large together. */
  get all(): readonly DeadLetter[] | undefined {
    return this.#letters;
  }
}

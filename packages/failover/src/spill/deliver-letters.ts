import { isWeirError, type DeadLetter, type DeadLetterStore, type WeirError } from '@weir/core';

/** A letter that its store takes never, however often it is tried. */
export interface RefusedLetter {
  readonly letter: DeadLetter;
  readonly error: WeirError;
}

/**
 * Appends `letters` to `store`, and returns those that are too large for it: one of them must not keep the others out.
 *
 * @throws the store's error when it does not take letters at all; some may be in it then
 */
export async function deliverLetters(
  store: DeadLetterStore,
  letters: readonly DeadLetter[],
): Promise<readonly RefusedLetter[]> {
  const [letter] = letters;
  if (letter === undefined) return [];
  try {
    await store.append(letters);
    return [];
  } catch (error) {
    if (!isWeirError(error) || error.code !== 'LETTER_TOO_LARGE') throw error;
    if (letters.length === 1) return [{ letter, error }];
    const middle = letters.length / 2;
    const first = await deliverLetters(store, letters.slice(0, middle));
    return [...first, ...(await deliverLetters(store, letters.slice(middle)))];
  }
}

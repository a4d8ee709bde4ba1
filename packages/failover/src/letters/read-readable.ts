import { isWeirError, type DeadLetterStore, type LetterQuery, type StoredLetter, type WeirError } from '@weir/core';

/**
 * The open letters of `store` that can be read back, in chunks. `onUnreadable` is told of the others, when there are
 * any, after the last of those: one LETTER_STORE_CORRUPT that names their places, their number in `details.count`.
 */
export async function* readReadable(
  store: DeadLetterStore,
  query: LetterQuery,
  onUnreadable: (error: WeirError) => void,
): AsyncGenerator<readonly StoredLetter[]> {
  try {
    yield* store.readChunks(query);
  } catch (error) {
    if (!isWeirError(error) || error.code !== 'LETTER_STORE_CORRUPT') throw error;
    onUnreadable(error);
  }
}

import { isWeirError, type DeadLetterStore, type LetterQuery, type StoredLetter, type WeirError } from '@weir/core';

/**
 * The open letters of `store` that can be read back. `onUnreadable` is told of the others, when there are any, after
 * the last of those: one LETTER_STORE_CORRUPT that names their places, their number in `details.count`.
 */
export function readReadable(
  store: DeadLetterStore,
  query: LetterQuery,
  onUnreadable: (error: WeirError) => void,
): AsyncIterableIterator<StoredLetter, undefined> {
  const letters: AsyncIterator<StoredLetter, unknown> = store.read(query)[Symbol.asyncIterator]();
  const end = { done: true, value: undefined } as const;
  const onFailure = (error: unknown): typeof end => {
    if (!isWeirError(error) || error.code !== 'LETTER_STORE_CORRUPT') throw error;
    onUnreadable(error);
    return end;
  };
  // No generator, for the reason that flattenChunks has none.
  return {
    next: () => letters.next().then((result) => (result.done === true ? end : result), onFailure),
    async return() {
      await letters.return?.();
      return end;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

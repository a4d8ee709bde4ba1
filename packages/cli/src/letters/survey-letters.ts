import type { DeadLetter, DeadLetterReason, DeadLetterStore, LetterFilter } from '@weir/core';

/** What a store has open. */
export interface LetterSurvey {
  readonly open: number;
  readonly byReason: ReadonlyMap<DeadLetterReason, number>;
  /** Names, in lower case, of the headers that some of the letters lack because they were secret. */
  readonly removedHeaders: ReadonlySet<string>;
}

/** Reads all open letters that match once; `onLetter` sees each. */
export async function surveyLetters(
  store: DeadLetterStore,
  filter: LetterFilter,
  onLetter: (letter: DeadLetter) => void = () => undefined,
): Promise<LetterSurvey> {
  const byReason = new Map<DeadLetterReason, number>();
  const removedHeaders = new Set<string>();
  let open = 0;
  for await (const { letter } of store.read({ filter })) {
    open += 1;
    byReason.set(letter.reason, (byReason.get(letter.reason) ?? 0) + 1);
    for (const name of letter.removedHeaders) removedHeaders.add(name);
    onLetter(letter);
  }
  return { open, byReason, removedHeaders };
}

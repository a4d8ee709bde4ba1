import type { DeadLetter, DeadLetterStore, LetterFilter, WeirError } from '@weir/core';
import { readReadable } from '@weir/failover';
import { RefusedLetters, type PlannedReplay } from '@weir/sink-http';
import { formatCount } from '../output/format-ledger.js';
import { showUrl } from './format-letter.js';
import { KnownLetters } from './known-letters.js';

/** Which letters are to be replayed, and what is done with each. */
export interface LetterPlan {
  readonly store: DeadLetterStore;
  readonly filter: LetterFilter;
  readonly plan: (letter: DeadLetter) => PlannedReplay;
}

/** How many letters a replay would send, and how many would stay what they are. */
export interface ReplaySurvey {
  readonly sent: number;
  readonly malformed: number;
  /** LETTER_STORE_CORRUPT that names those which cannot be read back, and so stay too. */
  readonly unreadable: WeirError | undefined;
  /** The letters themselves, when they could be kept. */
  readonly known: readonly DeadLetter[] | undefined;
}

/** Looks at every letter before the first is sent. @throws LETTER_NOT_REPLAYABLE when there is one that must not be sent */
export async function surveyReplay({ store, filter, plan }: LetterPlan): Promise<ReplaySurvey> {
  const refused = new RefusedLetters();
  const known = new KnownLetters();
  const counts = { send: 0, malformed: 0, refused: 0 };
  let unreadable: WeirError | undefined;
  const keep = (error: WeirError): void => {
    unreadable = error;
  };
  for await (const chunk of readReadable(store, { filter }, keep)) {
    for (const { letter } of chunk) {
      const planned = plan(letter);
      known.add(letter);
      counts[planned.kind] += 1;
      if (planned.kind === 'refused') refused.add(letter, planned.obstacle);
    }
  }
  refused.throwIfAny();
  return { sent: counts.send, malformed: counts.malformed, unreadable, known: known.all };
}

/** How many letters `error` is about. */
export function countUnreadable(error: WeirError | undefined): number {
  return Number(error?.details['count'] ?? 0);
}

function describePlan(planned: PlannedReplay): string {
  switch (planned.kind) {
    case 'send':
      return `${planned.method} ${showUrl(planned.url)}`;
    case 'malformed':
      return `stays open, malformed: ${planned.detail}`;
    case 'refused':
      return `is refused: ${planned.obstacle.kind}`;
  }
}

/** Says of each letter what would be sent, and what it would come to. */
export async function* previewReplay(
  { store, filter, plan }: LetterPlan,
  survey: ReplaySurvey,
): AsyncGenerator<string> {
  // The survey has named what cannot be read back.
  for await (const chunk of readReadable(store, { filter }, () => undefined)) {
    for (const { letter } of chunk) yield `${letter.id}  ${describePlan(plan(letter))}`;
  }
  yield (
    `Dry run: ${formatCount(survey.sent)} would be sent, and settled once they are delivered; ` +
    `${formatCount(survey.malformed)} malformed would stay open. Nothing was sent.`
  );
  if (survey.unreadable) yield `Would stay open, too: ${survey.unreadable.message}`;
}

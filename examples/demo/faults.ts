import type { ScriptedAnswer, ScriptFunction } from '@weir/testing';

/** A share of the records for which the endpoint misbehaves. Shares do not overlap. */
export interface Fault {
  /** Records whose number leaves `remainder` when divided by `every`. */
  readonly every: number;
  readonly remainder: number;
  /** What the first, second … request of such a record gets; the last answer stays. */
  readonly answers: readonly [ScriptedAnswer, ...ScriptedAnswer[]];
  readonly description: string;
}

/** How the endpoint misbehaves until it is healed. */
export const faults: readonly Fault[] = [
  { every: 50, remainder: 0, answers: [404], description: '404, however often' },
  { every: 500, remainder: 1, answers: [500], description: '500, however often' },
  { every: 100, remainder: 2, answers: [503, 200], description: '503 once, then 200' },
  { every: 200, remainder: 3, answers: [{ kind: 'reset' }, 200], description: 'connection reset once, then 200' },
  { every: 1_000, remainder: 4, answers: [{ kind: 'never' }, 200], description: 'no answer once, then 200' },
];

/** What a faulty endpoint answers; the number of a record is the last part of its path. */
export const misbehave: ScriptFunction = ({ target, nth }) => {
  const number = Number(target.slice(target.lastIndexOf('/') + 1));
  const answers = faults.find(({ every, remainder }) => number % every === remainder)?.answers ?? [200];
  return answers[nth - 1] ?? answers.at(-1) ?? 200;
};

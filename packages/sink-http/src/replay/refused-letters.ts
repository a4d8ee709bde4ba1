import { WeirError, type DeadLetter } from '@weir/core';
import type { ReplayObstacle } from './plan-replay.js';

interface Refused {
  letters: number;
  /** The first one, as an example. */
  readonly id: string;
  /** Header names, or what makes no request of the letters. */
  readonly details: Set<string>;
}

/** Collects the letters that a replay refuses, so that one error says all that has to be given. */
export class RefusedLetters {
  readonly #byKind = new Map<ReplayObstacle['kind'], Refused>();

  add({ id }: DeadLetter, obstacle: ReplayObstacle): void {
    const refused = this.#byKind.get(obstacle.kind) ?? { letters: 0, id, details: new Set<string>() };
    refused.letters += 1;
    if (obstacle.kind === 'secret-headers') for (const name of obstacle.names) refused.details.add(name);
    if (obstacle.kind === 'broken') refused.details.add(obstacle.detail);
    this.#byKind.set(obstacle.kind, refused);
  }

  /** @throws LETTER_NOT_REPLAYABLE that says what is missing, when there was any */
  throwIfAny(): void {
    if (this.#byKind.size > 0) throw this.toError();
  }

  /** LETTER_NOT_REPLAYABLE that says what is missing; there must be one at least. */
  toError(): WeirError {
    const sentences = Array.from(this.#byKind, ([kind, refused]) => describe(kind, refused));
    const headers = [...(this.#byKind.get('secret-headers')?.details ?? [])];
    return new WeirError('LETTER_NOT_REPLAYABLE', sentences.join(' '), { details: { headers } });
  }
}

function describe(kind: ReplayObstacle['kind'], { letters, id, details }: Refused): string {
  const which = letters === 1 ? `The letter ${id}` : `${letters} of these letters (${id}, …)`;
  const list = [...details].join(', ');
  const [first = ''] = details;
  switch (kind) {
    case 'secret-headers':
      return (
        `${which} had headers that are secret and not kept: ${list}. Give each again, as in ` +
        `--header "${first}: …", name the job file whose sink sets them (--job-file), or choose other letters.`
      );
    case 'no-method':
      return `${which} had no method that anybody knows. Give it, as in --method POST, or choose other letters.`;
    case 'broken':
      return `${which} would make no request any more: ${list}. Correct what is rewritten.`;
  }
}

import { inspect } from 'node:util';

const mask = '******';

/** A text that is never printed: whoever wants it has to ask for it by {@link reveal}. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}

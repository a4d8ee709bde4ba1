import { IterableSource, type DeadLetterStore, type LetterFilter, type SourceSplit } from '@weir/core';
import { replayRequest } from '../letter/replay-request.js';
import type { HttpRecord } from '../request/http-request.js';

/** Which letters a {@link LetterSource} gives. */
export interface LetterSourceOptions {
  readonly store: DeadLetterStore;
  readonly filter: LetterFilter;
  /** How many there are, where it is known; for progress only. */
  readonly size?: number | undefined;
}

/**
 * The open letters of a store as requests that send them again, oldest first. Read anew it gives what is open then, so
 * it needs no position: what was delivered meanwhile is no longer open.
 */
export class LetterSource extends IterableSource<HttpRecord> {
  readonly #options: LetterSourceOptions;

  constructor(options: LetterSourceOptions) {
    super();
    this.#options = options;
  }

  override get name(): string {
    return `open letters in ${this.#options.store.description}`;
  }

  override async *read(): AsyncGenerator<HttpRecord> {
    const { store, filter } = this.#options;
    for await (const { letter } of store.read({ filter })) yield replayRequest(letter);
  }

  override splits(): readonly SourceSplit[] {
    const { size } = this.#options;
    return [{ id: '0', ...(size !== undefined && { size }) }];
  }
}

import type { OutcomeListener, RecordOutcome } from '@weir/core';

interface Group<T> {
  readonly outcomes: readonly RecordOutcome<T>[];
  readonly observed: () => void;
}

/**
 * The outcomes of a sink as an iterable, for one reader.
 *
 * Nothing is kept beside what the sink holds: a record counts as settled when the reader comes back for the next
 * outcome. So every outcome is seen at least once, also over a restart; and a reader that is slow slows the stream, as
 * any other consumer does. A reader that leaves its loop observes no more, and holds up nothing.
 */
export class OutcomeStream<T> implements AsyncIterable<RecordOutcome<T>> {
  readonly #groups: Group<T>[] = [];
  #index = 0;
  #over = false;
  #wake: () => void = () => undefined;

  /** Takes the outcomes of a writer; resolves when the reader has seen them all. */
  readonly listener: OutcomeListener<T> = (outcomes) => {
    if (this.#over || outcomes.length === 0) return;
    return new Promise((observed) => {
      this.#groups.push({ outcomes, observed });
      this.#wake();
    });
  };

  /** The job has ended, or the reader has left: nothing waits for it any more. */
  end(): void {
    this.#over = true;
    for (const { observed } of this.#groups.splice(0)) observed();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RecordOutcome<T>, void, undefined> {
    try {
      for (;;) {
        const outcome = this.#current();
        if (outcome) {
          yield outcome;
          this.#advance();
        } else if (this.#over) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.end();
    }
  }

  #current(): RecordOutcome<T> | undefined {
    return this.#groups[0]?.outcomes[this.#index];
  }

  #advance(): void {
    this.#index += 1;
    const [group] = this.#groups;
    if (group === undefined || this.#index < group.outcomes.length) return;
    this.#groups.shift();
    this.#index = 0;
    group.observed();
  }
}

interface Wait<S> {
  readonly isMet: (subject: S) => boolean;
  readonly settle: (error?: Error) => void;
}

/** How long a wait may take. */
export interface WaitDeadline {
  /** Milliseconds of real time; default 10,000. */
  readonly deadlineMs?: number;
}

/** A condition was not met in time; the message says what was there instead. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/**
 * Promises that resolve when a condition on `subject` holds. Conditions are looked at when something changed
 * ({@link check}), never by polling, so that a test waits exactly as long as it has to.
 */
export class ConditionWaits<S> {
  readonly #subject: S;
  readonly #describe: () => string;
  readonly #waits = new Set<Wait<S>>();

  /** @param describe says what is there, for the message of a wait that ran out */
  constructor(subject: S, describe: () => string) {
    this.#subject = subject;
    this.#describe = describe;
  }

  /** Resolves when `isMet` returns true; rejects with {@link DeadlineError}, or with what `isMet` throws. */
  until(isMet: (subject: S) => boolean, { deadlineMs = 10_000 }: WaitDeadline = {}): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        wait.settle(new DeadlineError(`Not met within ${deadlineMs} ms: ${isMet.toString()}. ${this.#describe()}`));
      }, deadlineMs);
      // A wait that nobody awaits any more must not keep the process alive.
      timer.unref();
      const wait: Wait<S> = {
        isMet,
        settle: (error) => {
          clearTimeout(timer);
          this.#waits.delete(wait);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      this.#waits.add(wait);
      this.#look(wait);
    });
  }

  /** Looks at every condition again; called after each change. */
  check(): void {
    for (const wait of this.#waits) this.#look(wait);
  }

  /** Ends every wait with `error`. */
  rejectAll(error: Error): void {
    for (const wait of this.#waits) wait.settle(error);
  }

  #look({ isMet, settle }: Wait<S>): void {
    try {
      if (isMet(this.#subject)) settle();
    } catch (error) {
      settle(toError(error));
    }
  }
}

/** Anything that was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown), { cause: thrown });
}

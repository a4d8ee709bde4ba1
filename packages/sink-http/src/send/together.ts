/** Calls that are made later, and then one after the other: what each of them touches is still at hand for the next. */
export class Together {
  readonly #schedule: (run: () => void) => void;
  #calls: (() => void)[] = [];

  /** @param schedule runs it when the time has come: `process.nextTick`, `setImmediate` */
  constructor(schedule: (run: () => void) => void) {
    this.#schedule = schedule;
  }

  /** @param call must not throw */
  add(call: () => void): void {
    if (this.#calls.push(call) === 1) this.#schedule(this.#run);
  }

  readonly #run = (): void => {
    const calls = this.#calls;
    this.#calls = [];
    for (const call of calls) call();
  };
}

/** How much a writer may hold. */
export interface HeldLimits {
  readonly records: number;
  readonly bytes: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Counts what a writer holds, and tells those who wait for room or for the end.
 *
 * The byte bound is passed by at most one record, so that a record larger than the bound can pass at all.
 */
export class HeldBounds {
  readonly #limits: HeldLimits;
  #records = 0;
  #bytes = 0;
  #forRoom: Waiter[] = [];
  #forEmpty: Waiter[] = [];
  #telling = false;
  #broken: Error | undefined;

  constructor(limits: HeldLimits) {
    this.#limits = limits;
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get hasRoom(): boolean {
    return this.#records < this.#limits.records && this.#bytes < this.#limits.bytes && this.#broken === undefined;
  }

  add(bytes: number): void {
    this.#records += 1;
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#records -= 1;
    this.#bytes -= bytes;
    if (this.#forRoom.length > 0 && !this.#telling) {
      this.#telling = true;
      setImmediate(this.#tellRoom);
    }
    if (this.#records === 0) for (const { resolve } of this.#forEmpty.splice(0)) resolve();
  }

  /** Resolves when there is room. */
  room(): Promise<void> {
    return this.hasRoom ? Promise.resolve() : this.#wait(this.#forRoom);
  }

  /** Resolves when nothing is held. */
  empty(): Promise<void> {
    return this.#records === 0 ? Promise.resolve() : this.#wait(this.#forEmpty);
  }

  /** What is held will stay: whoever waits, now or later, is rejected with `error`. */
  break(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of [...this.#forRoom.splice(0), ...this.#forEmpty.splice(0)]) reject(error);
  }

  #wait(waiters: Waiter[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#broken) reject(this.#broken);
      else waiters.push({ resolve, reject });
    });
  }

  /** At the end of the turn: answers come in bursts, and the stream is woken once for all the room they make. */
  readonly #tellRoom = (): void => {
    this.#telling = false;
    if (this.hasRoom) for (const { resolve } of this.#forRoom.splice(0)) resolve();
  };
}

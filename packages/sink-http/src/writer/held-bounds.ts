import type { Clock } from '@weir/core';

/** How much a writer may hold. */
export interface HeldLimits {
  readonly records: number;
  readonly bytes: number;
}

/** Whether more would be of use. */
export interface Demand {
  readonly isWanted: () => boolean;
  /** How long somebody waits at most before it is asked again, in milliseconds. */
  readonly lookMs: number;
  readonly clock: Clock;
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
  readonly #demand: Demand | undefined;
  #records = 0;
  #bytes = 0;
  #forRoom: Waiter[] = [];
  #forEmpty: Waiter[] = [];
  #telling = false;
  #lookingLater = false;
  #broken: Error | undefined;

  /** @param demand without it there is no room either; default: more is always of use */
  constructor(limits: HeldLimits, demand?: Demand) {
    this.#limits = limits;
    this.#demand = demand;
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
    this.lookAgain();
    if (this.#records === 0) for (const { resolve } of this.#forEmpty.splice(0)) resolve();
  }

  /** Resolves when there is room, and more is wanted. */
  room(): Promise<void> {
    if (this.#isWanted) return Promise.resolve();
    const room = this.#wait(this.#forRoom);
    this.#lookLater();
    return room;
  }

  /** To be called when more may be wanted. */
  lookAgain(): void {
    if (this.#forRoom.length === 0 || this.#telling) return;
    this.#telling = true;
    setImmediate(this.#tellRoom);
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

  get #isWanted(): boolean {
    return this.hasRoom && (this.#demand?.isWanted() ?? true);
  }

  /** Nothing may happen for long that would be a reason to look. */
  #lookLater(): void {
    if (this.#demand === undefined || this.#lookingLater || this.#forRoom.length === 0 || !this.hasRoom) return;
    this.#lookingLater = true;
    this.#demand.clock.setTimer(() => {
      this.#lookingLater = false;
      this.lookAgain();
    }, this.#demand.lookMs);
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
    if (this.#isWanted) for (const { resolve } of this.#forRoom.splice(0)) resolve();
    this.#lookLater();
  };
}

import type { StateUnit } from '@weir/core';
import { Fifo } from './fifo.js';
import type { Sendable } from './held-record.js';

/** What becomes of a key when a record of it is given up. */
export type OnGiveUp =
  /** The record is never given up: it is tried again until it is delivered, and its key waits. */
  | 'block'
  /** The record and everything behind it with the same key become dead letters. */
  | 'dead-letter-key'
  /** The record becomes a dead letter, and the next one goes on. */
  | 'skip';

/** What a record may do. */
export type Admission = 'send' | 'wait' | 'dead';

/** The key whose order counts for a record: its own, else that of the stream. */
export function orderKey({ request, key }: Sendable): string | undefined {
  return request.key ?? key;
}

/** Keeps the order of records with the same key: one is under way, the others wait. Records without a key never wait. */
export class KeyOrder {
  /** The record that is under way and those behind it, by key. */
  readonly #keys = new Map<string, { underWay: Sendable; behind?: Fifo<Sendable> }>();
  /** Keys that were given up, with the key by which the stream is divided among subtasks. */
  readonly #dead = new Map<string, string | undefined>();
  #waiting = 0;

  /** Records that wait for another of their key. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether `held` may be sent. One that may is under way until {@link settled}. */
  admit(held: Sendable): Admission {
    const key = orderKey(held);
    if (key === undefined) return 'send';
    if (this.#dead.has(key)) return 'dead';
    const known = this.#keys.get(key);
    if (known) {
      (known.behind ??= new Fifo()).push(held);
      this.#waiting += 1;
    }
    if (!known) this.#keys.set(key, { underWay: held });
    return known ? 'wait' : 'send';
  }

  /** `held` is delivered or dead-lettered. If it was under way, gives the next of its key, which is that from now on. */
  settled(held: Sendable): Sendable | undefined {
    const key = orderKey(held);
    if (key === undefined) return undefined;
    const known = this.#keys.get(key);
    if (known?.underWay !== held) return undefined;
    const next = known.behind?.shift();
    if (next === undefined) this.#keys.delete(key);
    else {
      known.underWay = next;
      this.#waiting -= 1;
    }
    return next;
  }

  /** Gives up the key of `held`, and gives the records that were waiting behind it. */
  giveUpKey(held: Sendable): Sendable[] {
    const key = orderKey(held);
    if (key === undefined) return [];
    this.#dead.set(key, held.key);
    return this.#take(key);
  }

  /** Takes out everything that waits. */
  takeAll(): Sendable[] {
    return [...this.#keys.keys()].flatMap((key) => this.#take(key));
  }

  /** The keys that were given up, as a checkpoint keeps them. */
  toUnits(): StateUnit[] {
    return Array.from(this.#dead, ([deadKey, key]) => ({ ...(key !== undefined && { key }), value: { deadKey } }));
  }

  /** Whether {@link toUnits} gave `unit`. */
  static isDeadKey({ value }: StateUnit): boolean {
    return typeof (value as { readonly deadKey?: unknown }).deadKey === 'string';
  }

  /** Takes up what {@link toUnits} gave. */
  takeUp({ key, value }: StateUnit): void {
    this.#dead.set((value as { readonly deadKey: string }).deadKey, key);
  }

  #take(key: string): Sendable[] {
    const behind = this.#keys.get(key)?.behind?.takeAll() ?? [];
    this.#keys.delete(key);
    this.#waiting -= behind.length;
    return behind;
  }
}

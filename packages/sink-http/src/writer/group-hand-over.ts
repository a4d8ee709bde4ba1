/** Where a group goes. */
export interface HandOver<T> {
  /** Takes `items` over; resolves when they are safe there. One call at a time. */
  readonly take: (items: readonly T[]) => Promise<void>;
  /** Called once for each group that was taken over. */
  readonly onTaken: (items: readonly T[]) => void;
  /** Called when a group was refused; it stays here, and nothing more is handed over. */
  readonly onRefused: (error: unknown) => void;
}

/**
 * Hands items over in groups: the first goes at once, and those that come while it is on its way go together next.
 * An item is here until its group was taken over.
 */
export class GroupHandOver<T> {
  readonly #to: HandOver<T>;
  #waiting: T[] = [];
  #onTheWay = 0;
  #refused = false;

  constructor(to: HandOver<T>) {
    this.#to = to;
  }

  /** How many items are here. */
  get size(): number {
    return this.#waiting.length + this.#onTheWay;
  }

  give(item: T): void {
    this.#waiting.push(item);
    if (this.#onTheWay === 0 && !this.#refused) void this.#run();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      this.#onTheWay = group.length;
      try {
        await this.#to.take(group);
      } catch (error) {
        this.#refused = true;
        this.#to.onRefused(error);
        return;
      }
      this.#onTheWay = 0;
      this.#to.onTaken(group);
    }
  }
}

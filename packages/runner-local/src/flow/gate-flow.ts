import type { BoundedQueue } from '../channel/bounded-queue.js';
import type { Wakeup } from '../channel/wakeup.js';
import type { Flow, Item } from './flow.js';

/** Pulls from the channels into one subtask, each in turn. Ends when all of them have. */
export class GateFlow implements Flow {
  readonly #queues: readonly BoundedQueue[];
  readonly #wakeup: Wakeup;
  #next = 0;

  /** @param wakeup the one that the queues were given as receiver */
  constructor(queues: readonly BoundedQueue[], wakeup: Wakeup) {
    this.#queues = queues;
    this.#wakeup = wakeup;
  }

  async pull(): Promise<Item | undefined> {
    for (;;) {
      const item = this.#poll();
      if (item) return item;
      if (this.#queues.every((queue) => queue.exhausted)) return undefined;
      await this.#wakeup.wait();
    }
  }

  #poll(): Item | undefined {
    for (let i = 0; i < this.#queues.length; i++) {
      const index = (this.#next + i) % this.#queues.length;
      const queue = this.#queues[index];
      const batch = queue?.shift();
      if (!queue || !batch) continue;
      this.#next = index + 1;
      return { batch, input: queue.input };
    }
    return undefined;
  }
}

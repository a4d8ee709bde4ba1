import type { BoundedQueue } from '../channel/bounded-queue.js';
import type { Wakeup } from '../channel/wakeup.js';
import type { Flow, Item } from './flow.js';

/**
 * Pulls from the channels into one subtask, each in turn. A barrier passes once it has come on every channel: until
 * then the channels that had it wait, so that nothing from behind the line gets in front of it. The barrier of a later
 * checkpoint says that the one before was given up: then nobody waits for that any more.
 */
export class GateFlow implements Flow {
  readonly #queues: readonly BoundedQueue[];
  readonly #wakeup: Wakeup;
  readonly #behindBarrier = new Set<BoundedQueue>();
  #barrier = 0;
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
      if (this.#aligned()) {
        this.#behindBarrier.clear();
        return { kind: 'barrier', checkpoint: this.#barrier };
      }
      if (this.#queues.every((queue) => queue.exhausted)) return undefined;
      await this.#wakeup.wait();
    }
  }

  #poll(): Item | undefined {
    for (let i = 0; i < this.#queues.length; i++) {
      const index = (this.#next + i) % this.#queues.length;
      const queue = this.#queues[index];
      if (!queue || this.#behindBarrier.has(queue)) continue;
      const entry = queue.shift();
      if (entry?.kind === 'batch') {
        this.#next = index + 1;
        return { ...entry, input: queue.input };
      }
      if (entry) {
        this.#meet(entry.checkpoint, queue);
        // It may have set channels free that were passed over.
        return this.#poll();
      }
    }
    return undefined;
  }

  #meet(checkpoint: number, queue: BoundedQueue): void {
    if (checkpoint < this.#barrier) return;
    if (checkpoint > this.#barrier) this.#behindBarrier.clear();
    this.#barrier = checkpoint;
    this.#behindBarrier.add(queue);
  }

  /** A channel that has ended will send no barrier: nothing of it is behind the line. */
  #aligned(): boolean {
    if (this.#behindBarrier.size === 0) return false;
    return this.#queues.every((queue) => queue.exhausted || this.#behindBarrier.has(queue));
  }
}

import type { Batch, Routed } from '@weir/core';
import type { BoundedQueue } from '../channel/bounded-queue.js';
import type { Wakeup } from '../channel/wakeup.js';
import type { Barrier } from '../flow/flow.js';

/** One outgoing connection of a subtask: how records are spread over its channels. */
export interface Outlet {
  readonly partition: (batch: Batch<unknown>) => readonly Routed[];
  /** By index of the receiving subtask. */
  readonly queues: readonly BoundedQueue[];
}

/** Hands `batch` to every outlet; resolves when each channel has taken its part. */
export async function sendBatch(outlets: readonly Outlet[], batch: Batch<unknown>, wakeup: Wakeup): Promise<void> {
  for (const { partition, queues } of outlets) {
    for (const [channel, part] of partition(batch)) {
      const queue = queues[channel];
      if (!queue) throw new RangeError(`no channel ${channel}`);
      while (!queue.hasRoom) await wakeup.wait();
      queue.push({ kind: 'batch', batch: part });
    }
  }
}

/** Sends `barrier` down every channel. */
export function sendBarrier(outlets: readonly Outlet[], barrier: Barrier): void {
  for (const { queues } of outlets) for (const queue of queues) queue.push(barrier);
}

/** Tells every receiver that nothing more will come. */
export function endOutlets(outlets: readonly Outlet[]): void {
  for (const { queues } of outlets) for (const queue of queues) queue.end();
}

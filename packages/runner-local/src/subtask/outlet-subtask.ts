import type { Flow } from '../flow/flow.js';
import type { Wakeup } from '../channel/wakeup.js';
import { endOutlets, sendBatch, type Outlet } from './outlet.js';

/** One cycle of a subtask that ends in channels: a batch from the flow to its receivers; false at the end. */
export function createOutletCycle(flow: Flow, outlets: readonly Outlet[], wakeup: Wakeup): () => Promise<boolean> {
  return async () => {
    const item = await flow.pull();
    if (item) await sendBatch(outlets, item.batch, wakeup);
    else endOutlets(outlets);
    return item !== undefined;
  };
}

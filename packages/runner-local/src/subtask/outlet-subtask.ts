import type { Wakeup } from '../channel/wakeup.js';
import type { Flow } from '../flow/flow.js';
import { endOutlets, sendBarrier, sendBatch, type Outlet } from './outlet.js';

/** One cycle of a subtask that ends in channels: an item from the flow to its receivers; false at the end. */
export function createOutletCycle(flow: Flow, outlets: readonly Outlet[], wakeup: Wakeup): () => Promise<boolean> {
  return async () => {
    const item = await flow.pull();
    if (item?.kind === 'batch') await sendBatch(outlets, item.batch, wakeup);
    else if (item) sendBarrier(outlets, item);
    else endOutlets(outlets);
    return item !== undefined;
  };
}

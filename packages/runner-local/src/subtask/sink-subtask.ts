import type { Batch, SinkWriter } from '@weir/core';
import type { Flow } from '../flow/flow.js';

/** Writes `batch` whole, waiting for the writer as often as it is full. */
async function writeBatch(writer: SinkWriter<unknown>, batch: Batch<unknown>, signal: AbortSignal): Promise<void> {
  let from = 0;
  for (;;) {
    from += writer.write(batch, from);
    if (from >= batch.values.length) return;
    await writer.ready();
    signal.throwIfAborted();
  }
}

/** One cycle of a subtask that ends in a sink: a batch from the flow to the writer; false once all is flushed. */
export function createSinkCycle(flow: Flow, writer: SinkWriter<unknown>, signal: AbortSignal): () => Promise<boolean> {
  return async () => {
    const item = await flow.pull();
    signal.throwIfAborted();
    if (item) await writeBatch(writer, item.batch, signal);
    else await writer.flush();
    return item !== undefined;
  };
}

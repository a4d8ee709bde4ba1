import {
  createChainStep,
  createPartitioner,
  FailedRecords,
  type Batch,
  type OperatorNode,
  type SyncOperator,
} from '@weir/core';
import { Parcel } from '../wire/parcel.js';
import type { BundleStep, Emit } from './bundle-step.js';
import { spreadKey } from './key-groups.js';

/** Runs map, filter, flatMap, keyBy, or one input of a union; what a function dead-letters follows in batches of its own. */
export function operatorStep(node: OperatorNode, operator: SyncOperator, input: number, emit: Emit): BundleStep {
  const failed = new FailedRecords();
  const { step, forFailed } = createChainStep(node, operator, failed);
  return {
    process(element) {
      const { subtask, batch } = element.value as Parcel;
      if (batch.failures && !forFailed) return emit(element);
      const result = step(batch, input);
      failed.throwIfAny();
      const send = (part: Batch<unknown>): void | Promise<void> =>
        emit({ header: element.header, value: new Parcel(subtask, part) });
      const letters = failed.take();
      return letters.length === 0 ? result && send(result) : sendInTurn(result ? [result, ...letters] : letters, send);
    },
  };
}

async function sendInTurn(
  batches: readonly Batch<unknown>[],
  send: (batch: Batch<unknown>) => void | Promise<void>,
): Promise<void> {
  for (const batch of batches) await send(batch);
}

/**
 * Gives each record to the subtask that it goes to: equal keys to one, or all of them in turn. The subtasks have keys that
 * Flink takes to different ones of its own.
 *
 * @param engineParallelism subtasks of each stage of the engine
 */
export function partitionStep(
  { partitioning, subtasks }: { readonly partitioning: 'rebalance' | 'hash'; readonly subtasks: number },
  engineParallelism: number,
  emit: Emit,
): BundleStep {
  const partition = createPartitioner(partitioning, 0, subtasks);
  const keys = Array.from({ length: subtasks }, (_, subtask) => spreadKey(subtask, engineParallelism));
  return {
    async process({ header, value }) {
      for (const [subtask, batch] of partition((value as Parcel).batch)) {
        await emit({ header, value: new Parcel(subtask, batch, keys[subtask]) });
      }
    },
  };
}

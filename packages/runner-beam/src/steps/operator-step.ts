import { createPartitioner, createStep, type OperatorLabel, type SyncOperator } from '@weir/core';
import { Parcel } from '../wire/parcel.js';
import type { BundleStep, Emit } from './bundle-step.js';

/** Runs map, filter, flatMap, keyBy, or one input of a union. */
export function operatorStep(operator: SyncOperator, label: OperatorLabel, input: number, emit: Emit): BundleStep {
  const apply = createStep(operator, label);
  return {
    process({ header, value }) {
      const { subtask, batch } = value as Parcel;
      const result = apply(batch, input);
      return result && emit({ header, value: new Parcel(subtask, result) });
    },
  };
}

/** Gives each record to the subtask that it goes to: equal keys to one, or all of them in turn. */
export function partitionStep(partitioning: 'rebalance' | 'hash', subtasks: number, emit: Emit): BundleStep {
  const partition = createPartitioner(partitioning, 0, subtasks);
  return {
    async process({ header, value }) {
      for (const [subtask, batch] of partition((value as Parcel).batch)) {
        await emit({ header, value: new Parcel(subtask, batch) });
      }
    },
  };
}

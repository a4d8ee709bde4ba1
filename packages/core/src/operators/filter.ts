import { pickRecords } from '../record/batch.js';
import type { OnError } from '../config/on-error.js';
import { throwFailed } from './operator-options.js';
import { operatorError, refusePromise, type OperatorLabel } from './operator-error.js';
import type { Step } from './step.js';

/** Lets through what `fn` says true to. */
export interface FilterOperator {
  readonly kind: 'filter';
  readonly fn: (value: unknown) => unknown;
  readonly onError?: OnError;
}

/** The step of a {@link FilterOperator}. */
export function filterStep({ fn }: FilterOperator, label: OperatorLabel, onFailed = throwFailed): Step {
  return (batch) => {
    const kept: number[] = [];
    for (let i = 0; i < batch.values.length; i++) {
      try {
        const result = fn(batch.values[i]);
        refusePromise(label, batch, i, result);
        if (result) kept.push(i);
      } catch (cause) {
        if (onFailed(operatorError(label, batch, i, cause), batch, i) === 'end-batch') break;
      }
    }
    return pickRecords(batch, kept);
  };
}

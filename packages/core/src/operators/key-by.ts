import { WeirError } from '../errors/weir-error.js';
import { pickRecords, type Batch } from '../record/batch.js';
import type { OnError } from '../config/on-error.js';
import { throwFailed } from './operator-options.js';
import { operatorError, refusePromise, showRecord, type OperatorLabel } from './operator-error.js';
import type { Step } from './step.js';

/** Gives each record a key; the edges behind it send equal keys to the same subtask. */
export interface KeyByOperator {
  readonly kind: 'keyBy';
  readonly fn: (value: unknown) => unknown;
  readonly onError?: OnError;
}

/** What a function gave as the key of record `index`, as text. @throws OPERATOR_INVALID_KEY */
function keyText(key: unknown, label: OperatorLabel, batch: Batch<unknown>, index: number): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' && Number.isFinite(key)) return String(key);
  refusePromise(label, batch, index, key);
  throw new WeirError(
    'OPERATOR_INVALID_KEY',
    `${label} returned ${key === null ? 'null' : `a ${typeof key}`} as key of ${showRecord(batch, index)}. Return a string or a finite number.`,
  );
}

/** The step of a {@link KeyByOperator}. Numbers are keys by their decimal text. */
export function keyByStep({ fn }: KeyByOperator, label: OperatorLabel, onFailed = throwFailed): Step {
  return (batch) => {
    const keys: string[] = [];
    const kept: number[] = [];
    for (let i = 0; i < batch.values.length; i++) {
      try {
        keys[i] = keyText(fn(batch.values[i]), label, batch, i);
        kept.push(i);
      } catch (cause) {
        if (onFailed(operatorError(label, batch, i, cause), batch, i) === 'end-batch') break;
      }
    }
    return pickRecords({ ...batch, keys }, kept);
  };
}

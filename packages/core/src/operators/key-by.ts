import { WeirError } from '../errors/weir-error.js';
import { operatorError, refusePromise, showRecord, type OperatorLabel } from './operator-error.js';
import type { Step } from './step.js';

/** Gives each record a key; the edges behind it send equal keys to the same subtask. */
export interface KeyByOperator {
  readonly kind: 'keyBy';
  readonly fn: (value: unknown) => unknown;
}

/** The step of a {@link KeyByOperator}. Numbers are keys by their decimal text. */
export function keyByStep({ fn }: KeyByOperator, label: OperatorLabel): Step {
  return (batch) => {
    const keys = batch.values.map((value, i) => {
      try {
        const key = fn(value);
        if (typeof key === 'string') return key;
        if (typeof key === 'number' && Number.isFinite(key)) return String(key);
        refusePromise(label, batch, i, key);
        throw new WeirError(
          'OPERATOR_INVALID_KEY',
          `${label} returned ${key === null ? 'null' : `a ${typeof key}`} as key of ${showRecord(batch, i)}. Return a string or a finite number.`,
        );
      } catch (cause) {
        throw operatorError(label, batch, i, cause);
      }
    });
    return { ...batch, keys };
  };
}

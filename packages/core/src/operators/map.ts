import { pickRecords } from '../record/batch.js';
import type { OnError } from '../config/on-error.js';
import { throwFailed } from './operator-options.js';
import { operatorError, refusePromise, type OperatorLabel } from './operator-error.js';
import type { Step } from './step.js';

/** One record in, one out. */
export interface MapOperator {
  readonly kind: 'map';
  readonly fn: (value: unknown) => unknown;
  readonly onError?: OnError;
}

/** The step of a {@link MapOperator}. */
export function mapStep({ fn }: MapOperator, label: OperatorLabel, onFailed = throwFailed): Step {
  return (batch) => {
    const { values } = batch;
    const mapped = new Array<unknown>(values.length);
    /** Those that did not fail, once one has. */
    let kept: number[] | undefined;
    for (let i = 0; i < values.length; i++) {
      try {
        const result = fn(values[i]);
        if (typeof result === 'object') refusePromise(label, batch, i, result);
        mapped[i] = result;
        kept?.push(i);
      } catch (cause) {
        kept ??= Array.from({ length: i }, (_, before) => before);
        if (onFailed(operatorError(label, batch, i, cause), batch, i) === 'end-batch') break;
      }
    }
    const result = { ...batch, values: mapped };
    return kept ? pickRecords(result, kept) : result;
  };
}

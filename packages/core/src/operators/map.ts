import { operatorError, refusePromise, type OperatorLabel } from './operator-error.js';
import type { Step } from './step.js';

/** One record in, one out. */
export interface MapOperator {
  readonly kind: 'map';
  readonly fn: (value: unknown) => unknown;
}

/** The step of a {@link MapOperator}. */
export function mapStep({ fn }: MapOperator, label: OperatorLabel): Step {
  return (batch) => {
    const { values } = batch;
    const mapped = new Array<unknown>(values.length);
    for (let i = 0; i < values.length; i++) {
      try {
        const result = fn(values[i]);
        if (typeof result === 'object') refusePromise(label, batch, i, result);
        mapped[i] = result;
      } catch (cause) {
        throw operatorError(label, batch, i, cause);
      }
    }
    return { ...batch, values: mapped };
  };
}

import { filterStep } from './filter.js';
import { flatMapStep } from './flat-map.js';
import { keyByStep } from './key-by.js';
import { mapStep } from './map.js';
import { throwFailed, type OnFailed } from './operator-options.js';
import type { OperatorLabel } from './operator-error.js';
import type { SyncOperator } from './operator.js';
import type { Step } from './step.js';
import { unionStep } from './union.js';

/**
 * The step of a synchronous operator; `label` names it in errors.
 *
 * @param onFailed told of each record on which the function fails; without it the step throws
 */
export function createStep(operator: SyncOperator, label: OperatorLabel, onFailed: OnFailed = throwFailed): Step {
  switch (operator.kind) {
    case 'map':
      return mapStep(operator, label, onFailed);
    case 'filter':
      return filterStep(operator, label, onFailed);
    case 'flatMap':
      return flatMapStep(operator, label, onFailed);
    case 'keyBy':
      return keyByStep(operator, label, onFailed);
    case 'union':
      return unionStep();
  }
}

import { filterStep } from './filter.js';
import { flatMapStep } from './flat-map.js';
import { keyByStep } from './key-by.js';
import { mapStep } from './map.js';
import type { OperatorLabel } from './operator-error.js';
import type { SyncOperator } from './operator.js';
import type { Step } from './step.js';
import { unionStep } from './union.js';

/** The step of a synchronous operator; `label` names it in errors. */
export function createStep(operator: SyncOperator, label: OperatorLabel): Step {
  switch (operator.kind) {
    case 'map':
      return mapStep(operator, label);
    case 'filter':
      return filterStep(operator, label);
    case 'flatMap':
      return flatMapStep(operator, label);
    case 'keyBy':
      return keyByStep(operator, label);
    case 'union':
      return unionStep();
  }
}

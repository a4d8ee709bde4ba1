import { labelOf, type OperatorNode } from '../graph/job-graph.js';
import { createStep } from './create-step.js';
import type { FailedRecords } from './failed-records.js';
import type { SyncOperator } from './operator.js';
import type { Step } from './step.js';

/** One step of a chain. */
export interface ChainStep {
  readonly step: Step;
  /** Whether it also applies to records on which a function before it failed: it only marks their way. */
  readonly forFailed: boolean;
}

/** An operator that dead-letters is given a second chance with each record: its function must keep failing. */
function persistent<O extends SyncOperator>(operator: O): O {
  if (operator.kind === 'union') return operator;
  const { fn } = operator;
  const again = (value: unknown): unknown => {
    try {
      return fn(value);
    } catch {
      // Whatever it was: the second failure is the one that is told.
      return fn(value);
    }
  };
  return { ...operator, fn: again };
}

/** The step of a node with a synchronous operator; records on which its function keeps failing go into `failed`. */
export function createChainStep(node: OperatorNode, operator: SyncOperator, failed: FailedRecords): ChainStep {
  const { onError = 'fail' } = node;
  const label = labelOf(node);
  const step = createStep(onError === 'fail' ? operator : persistent(operator), label, failed.handler(onError, label));
  return { step, forFailed: operator.kind === 'union' };
}

import { createStep, labelOf, type Clock, type OperatorNode, type Step } from '@weir/core';
import { AsyncFlow } from '../flow/async-flow.js';
import type { BatchSizer } from '../flow/batch-sizer.js';
import type { Flow } from '../flow/flow.js';
import { StepFlow } from '../flow/step-flow.js';

/** What a chain of operators runs with. */
export interface ChainContext {
  readonly sizer: BatchSizer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Puts the operators of a stage on top of `head`: runs of synchronous ones become one step flow. */
export function buildFlow(head: Flow, operators: readonly OperatorNode[], context: ChainContext): Flow {
  let flow = head;
  let steps: Step[] = [];
  for (const node of operators) {
    const label = labelOf(node);
    if (node.operator.kind === 'mapAsync') {
      if (steps.length > 0) flow = new StepFlow(flow, steps, context.sizer);
      steps = [];
      flow = new AsyncFlow(flow, { operator: node.operator, label, clock: context.clock, signal: context.signal });
    } else {
      steps.push(createStep(node.operator, label));
    }
  }
  return steps.length > 0 ? new StepFlow(flow, steps, context.sizer) : flow;
}

import {
  createChainStep,
  FailedRecords,
  labelOf,
  type ChainStep,
  type Clock,
  type OperatorNode,
  type StateUnit,
} from '@weir/core';
import type { CheckpointReports, Participant, SourceBrake } from '../checkpoint/participant.js';
import { AsyncFlow } from '../flow/async-flow.js';
import type { BatchSizer } from '../flow/batch-sizer.js';
import type { Flow } from '../flow/flow.js';
import { StepFlow } from '../flow/step-flow.js';

/** What a chain of operators runs with. */
export interface ChainContext {
  readonly sizer: BatchSizer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly reports: CheckpointReports;
  readonly brake: SourceBrake;
  /** What a checkpoint found in a node. */
  restored(node: string): readonly StateUnit[];
}

/** A chain of operators at work, and those of them that have state. */
export interface Chain {
  readonly flow: Flow;
  readonly participants: readonly Participant[];
}

/** Puts the operators of a stage on top of `head`: runs of synchronous ones become one step flow. */
export function buildFlow(head: Flow, operators: readonly OperatorNode[], context: ChainContext): Chain {
  const { sizer } = context;
  const participants: Participant[] = [];
  let flow = head;
  let steps: ChainStep[] = [];
  let failed = new FailedRecords();
  const endSteps = (): void => {
    if (steps.length > 0) flow = new StepFlow(flow, steps, failed, sizer);
    [steps, failed] = [[], new FailedRecords()];
  };
  for (const node of operators) {
    const label = labelOf(node);
    if (node.operator.kind === 'mapAsync') {
      endSteps();
      const { id, operator, onError = 'fail' } = node;
      const own = { node: id, operator, onError, label, restored: context.restored(id) };
      const asynchronous = new AsyncFlow(flow, { ...context, ...own });
      participants.push(asynchronous);
      flow = asynchronous;
    } else {
      steps.push(createChainStep(node, node.operator, failed));
    }
  }
  endSteps();
  return { flow, participants };
}

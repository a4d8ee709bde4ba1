import { hashKey, WeirError, type GraphNode, type JobGraph, type SinkState, type StateUnit } from '@weir/core';
import type { Checkpoint, NodeState, SplitState } from './checkpoint.js';

/** Whether a node has state at all. */
function hasState(node: GraphNode): boolean {
  return node.kind !== 'operator' || node.operator.kind === 'mapAsync';
}

/** Refuses a checkpoint that does not fit the graph, and says which state and which nodes are left over. */
function refuseMismatch(checkpoint: Checkpoint, graph: JobGraph): void {
  const stateful = graph.nodes.filter(hasState).map((node) => node.id);
  const orphans = Object.keys(checkpoint.nodes).filter((id) => !stateful.includes(id));
  const newcomers = stateful.filter((id) => !(id in checkpoint.nodes));
  if (orphans.length === 0 && newcomers.length === 0) return;
  const parts = [
    ...(orphans.length > 0 ? [`state without a node: ${orphans.join(', ')}`] : []),
    ...(newcomers.length > 0 ? [`nodes without state: ${newcomers.join(', ')}`] : []),
  ];
  throw new WeirError(
    'CHECKPOINT_STATE_MISMATCH',
    `Checkpoint ${checkpoint.id} does not fit the graph of ${graph.job}: ${parts.join('; ')}. Give nodes a uid so that ` +
      'they keep their state, use --allow-non-restored-state to drop what does not fit, or --fresh to begin anew.',
    { details: { orphans, newcomers } },
  );
}

/** The state that a job goes on from, dealt out to the subtasks of this run. */
export class RestoredState {
  readonly checkpoint: Checkpoint | undefined;

  /** @throws CHECKPOINT_STATE_MISMATCH unless `allowNonRestored` */
  constructor(checkpoint: Checkpoint | undefined, graph: JobGraph, allowNonRestored: boolean) {
    this.checkpoint = checkpoint;
    if (checkpoint && !allowNonRestored) refuseMismatch(checkpoint, graph);
  }

  /** The splits of a source; undefined when it starts anew. */
  splits(node: string): readonly SplitState[] | undefined {
    return this.#node(node)?.splits;
  }

  /** The share of subtask `subtask` in the units of a node: with a key where the key belongs, the others in turn. */
  units(node: string, subtask: number, parallelism: number): readonly StateUnit[] {
    const units = this.#node(node)?.units ?? [];
    return units.filter((unit, i) => (unit.key === undefined ? i : hashKey(unit.key)) % parallelism === subtask);
  }

  /** What a sink's subtask goes on with; the counters go to the first. Undefined when the sink starts anew. */
  sink(node: string, subtask: number, parallelism: number): SinkState | undefined {
    const state = this.#node(node);
    if (!state) return undefined;
    return { units: this.units(node, subtask, parallelism), counters: subtask === 0 ? (state.counters ?? {}) : {} };
  }

  #node(node: string): NodeState | undefined {
    return this.checkpoint?.nodes[node];
  }
}

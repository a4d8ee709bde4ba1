import type { OperatorNode, Partitioning, SinkNode, SourceNode } from '@weir/core';

/**
 * Nodes that run as one: a chain of operators behind a source or behind channels, ending in a sink or in channels.
 * Runs as `parallelism` subtasks that share nothing.
 */
export interface Stage {
  /** Index in {@link ExecutionPlan.stages}. */
  readonly index: number;
  readonly parallelism: number;
  readonly source: SourceNode | undefined;
  readonly operators: readonly OperatorNode[];
  readonly sink: SinkNode | undefined;
}

/** The channels between two stages: from each subtask of the one to each of the other that it may send to. */
export interface Connection {
  readonly from: number;
  readonly to: number;
  /** Which input of the receiving stage's first node this is. */
  readonly input: number;
  readonly partitioning: Partitioning;
}

/** What the local runner runs: stages in topological order and what connects them. */
export interface ExecutionPlan {
  readonly stages: readonly Stage[];
  readonly connections: readonly Connection[];
}

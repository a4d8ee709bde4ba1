import type { OnError } from '../config/on-error.js';
import type { Operator } from '../operators/operator.js';
import type { Sink } from '../ports/sink.js';
import type { Source } from '../ports/source.js';

/** What every node has. */
interface NodeBase {
  /** The user's uid, else a path derived from the graph; unique, the same each time `handle()` runs. */
  readonly id: string;
  /** For people; need not be unique. */
  readonly name: string;
  readonly parallelism: number;
}

/** Where records come from. */
export interface SourceNode extends NodeBase {
  readonly kind: 'source';
  readonly source: Source<unknown>;
}

/** What happens to records. */
export interface OperatorNode extends NodeBase {
  readonly kind: 'operator';
  readonly operator: Operator;
  /** What happens when its function keeps failing on a record; absent: `fail`. */
  readonly onError?: OnError;
}

/** Where records go. */
export interface SinkNode extends NodeBase {
  readonly kind: 'sink';
  readonly sink: Sink<unknown>;
}

/** A node of a job graph. */
export type GraphNode = SourceNode | OperatorNode | SinkNode;

/**
 * Which subtask of the next node gets a record: the one with the same index (`forward`; `rebalance` where the
 * parallelisms differ), each in turn (`rebalance`), or the one that owns the record's key (`hash`).
 */
export type Partitioning = 'forward' | 'rebalance' | 'hash';

/** The way from one node to another. `input` tells the inputs of a node apart, from 0. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly input: number;
  readonly partitioning: Partitioning;
}

/**
 * A job as data: frozen nodes and edges, functions held by reference; the only thing of a job that a runner sees.
 * Nodes stand in the order in which they were drawn, which is topological.
 */
export interface JobGraph {
  readonly job: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What a node is called in messages: `map "parse"`, `sink "orders"`. */
export function labelOf(node: GraphNode): string {
  const kind = node.kind === 'operator' ? node.operator.kind : node.kind;
  return `${kind} "${node.name}"`;
}

import type { GraphEdge, GraphNode, JobGraph } from '@weir/core';
import type { Connection, ExecutionPlan, Stage } from './execution-plan.js';

/** Looks up the edges at a node. */
class EdgeIndex {
  readonly #graph: JobGraph;

  constructor(graph: JobGraph) {
    this.#graph = graph;
  }

  into(node: GraphNode): readonly GraphEdge[] {
    return this.#graph.edges.filter((edge) => edge.to === node.id);
  }

  outOf(node: GraphNode): readonly GraphEdge[] {
    return this.#graph.edges.filter((edge) => edge.from === node.id);
  }
}

/** Whether `node` runs in one stage with its only predecessor: nothing is repartitioned and nobody else reads it. */
function fusesWith(previous: GraphNode, node: GraphNode, edges: EdgeIndex): boolean {
  const [edge, ...others] = edges.into(node);
  return (
    edge?.partitioning === 'forward' &&
    others.length === 0 &&
    edges.outOf(previous).length === 1 &&
    previous.parallelism === node.parallelism
  );
}

function chainFrom(head: GraphNode, graph: JobGraph, edges: EdgeIndex): GraphNode[] {
  const chain = [head];
  for (;;) {
    const last = chain[chain.length - 1] as GraphNode;
    const [edge] = edges.outOf(last);
    const next = graph.nodes.find((node) => node.id === edge?.to);
    if (!next || !fusesWith(last, next, edges)) return chain;
    chain.push(next);
  }
}

function stageOf(chain: readonly GraphNode[], index: number): Stage {
  return {
    index,
    parallelism: chain[0]?.parallelism ?? 1,
    source: chain.find((node) => node.kind === 'source'),
    operators: chain.filter((node) => node.kind === 'operator'),
    sink: chain.find((node) => node.kind === 'sink'),
  };
}

/** Plans a graph: fuses what forwards to one reader into stages, connects the stages by channels. Pure. */
export function planJob(graph: JobGraph): ExecutionPlan {
  const edges = new EdgeIndex(graph);
  const stages: Stage[] = [];
  const stageByNode = new Map<string, number>();
  for (const node of graph.nodes) {
    if (stageByNode.has(node.id)) continue;
    const chain = chainFrom(node, graph, edges);
    for (const member of chain) stageByNode.set(member.id, stages.length);
    stages.push(stageOf(chain, stages.length));
  }
  const connections = graph.edges.flatMap((edge): Connection[] => {
    const from = stageByNode.get(edge.from) ?? 0;
    const to = stageByNode.get(edge.to) ?? 0;
    if (from === to) return [];
    const aligned = stages[from]?.parallelism === stages[to]?.parallelism;
    const partitioning = edge.partitioning === 'forward' && !aligned ? 'rebalance' : edge.partitioning;
    return [{ from, to, input: edge.input, partitioning }];
  });
  return { stages, connections };
}

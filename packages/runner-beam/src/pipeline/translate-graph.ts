import type { GraphEdge, GraphNode, JobGraph } from '@weir/core';
import type { Sent } from '../protocol/protos.js';
import type { JobReference, TransformReference } from '../reference/job-reference.js';
import { PipelineComponents } from './components.js';

/** Id of the transform that adds up the ledger of a sink. */
export function ledgerTransform(sink: string): string {
  return `${sink}.ledger`;
}

/** Id of the transform that counts the splits of a bounded source. */
export function splitsTransform(source: string): string {
  return `${source}.splits`;
}

/** A stream on its way into a node. */
interface Arrival {
  /** Id of the PCollection. */
  readonly collection: string;
  /** Whether the engine has to keep equal keys together from here on. */
  readonly keyed: boolean;
}

/** Translates a graph node by node, in its order; each transform holds a node by reference. */
class GraphTranslation {
  readonly #graph: JobGraph;
  readonly #job: JobReference;
  readonly #components = new PipelineComponents();
  /** The output of each node, by its id. */
  readonly #outputs = new Map<string, string>();

  constructor(graph: JobGraph, job: JobReference) {
    this.#graph = graph;
    this.#job = job;
  }

  run(environment: Sent<'Environment'>): Sent<'Pipeline'> {
    for (const node of this.#graph.nodes) this.#translate(node);
    return this.#components.toPipeline(environment);
  }

  #translate(node: GraphNode): void {
    if (node.kind === 'source') this.#source(node.id, node.source.traits.bounded);
    else if (node.kind === 'operator' && node.operator.kind === 'union') this.#union(node);
    else {
      const [edge] = this.#edgesInto(node);
      if (!edge) throw new RangeError(`${node.id} has no input`);
      const { collection, keyed } = this.#arrival(edge, node);
      const reference = this.#nodeReference(node.id);
      const output = this.#components.parDo(node.id, reference, collection, keyed);
      if (node.kind === 'sink') this.#addUp(ledgerTransform(node.id), node.id, output);
      else this.#outputs.set(node.id, output);
    }
  }

  #source(id: string, bounded: boolean): void {
    const impulse = this.#components.impulse(`${id}.impulse`);
    const { records, splits } = this.#components.source(id, this.#nodeReference(id), impulse, bounded);
    this.#outputs.set(id, records);
    if (splits !== undefined) this.#addUp(splitsTransform(id), id, splits);
  }

  /** Adds up what the bundles of a node report, in the engine's state: so that it is right also after a restart. */
  #addUp(name: string, node: string, reports: string): void {
    this.#components.end(name, { job: this.#job, node, work: { kind: 'totals' } }, reports);
  }

  /** Each input is marked by a transform of its own, then they flow together. */
  #union(node: GraphNode): void {
    const marked = this.#edgesInto(node).map((edge) => {
      const { collection, keyed } = this.#arrival(edge, node);
      const reference = this.#nodeReference(node.id, edge.input);
      return this.#components.parDo(`${node.id}.input${edge.input}`, reference, collection, keyed);
    });
    this.#outputs.set(node.id, this.#components.flatten(node.id, marked));
  }

  /** Follows an edge: over a partitioning and a shuffle, where the records change the subtask. */
  #arrival(edge: GraphEdge, to: GraphNode): Arrival {
    const from = this.#graph.nodes.find(({ id }) => id === edge.from);
    const collection = this.#outputs.get(edge.from) ?? '';
    if (edge.partitioning === 'forward' && from?.parallelism === to.parallelism) return { collection, keyed: false };
    const partitioning = edge.partitioning === 'hash' ? 'hash' : 'rebalance';
    const name = `${edge.to}.input${edge.input}.${partitioning}`;
    const work = { kind: 'partition', partitioning, subtasks: to.parallelism } as const;
    const reference = { job: this.#job, node: edge.from, work };
    const spread = this.#components.parDo(`${name}.partition`, reference, collection, false);
    if (partitioning === 'hash') return { collection: spread, keyed: true };
    return { collection: this.#components.reshuffle(name, spread), keyed: false };
  }

  #edgesInto(node: GraphNode): readonly GraphEdge[] {
    return this.#graph.edges.filter((edge) => edge.to === node.id);
  }

  #nodeReference(node: string, input = 0): TransformReference {
    return { job: this.#job, node, work: { kind: 'node', input } };
  }
}

/**
 * The pipeline that runs `graph`: impulse → splittable DoFn for a source, one DoFn for an operator or a sink, Flatten
 * behind the inputs of a union.
 *
 * Partitioning: the key of an element is the index of the subtask that owns its records (`hashKey(key) % parallelism`
 * as on the local runner). A `hash` edge leads into a stateful DoFn, which an engine partitions by that key and feeds in
 * order; a `rebalance` edge is Beam's Reshuffle. So there is no GroupByKey, and nothing waits for a window to end.
 */
export function translateGraph(graph: JobGraph, job: JobReference, environment: Sent<'Environment'>): Sent<'Pipeline'> {
  return new GraphTranslation(graph, job).run(environment);
}

import { WeirError } from '../errors/weir-error.js';
import type { OnError } from '../config/on-error.js';
import { checkParallelism, DraftNode, type DraftInput, type NodeContent } from './draft-node.js';
import type { GraphEdge, JobGraph } from './job-graph.js';
import { validateGraph } from './validate-graph.js';

/** Gathers what `handle()` draws and turns it into a {@link JobGraph}. */
export class GraphBuilder {
  readonly #drafts: DraftNode[] = [];
  readonly #steps = new Map<DraftNode | undefined, Map<string, number>>();
  #defaultParallelism: number;
  readonly #onError: OnError;
  #frozen = false;

  /** @param onError what happens on a record on which a function keeps failing, where the operator does not say */
  constructor(defaultParallelism: number, onError: OnError = 'fail') {
    this.#onError = onError;
    this.#defaultParallelism = checkParallelism(defaultParallelism, 'the job');
  }

  setDefaultParallelism(parallelism: number): void {
    this.#refuseIfFrozen('The parallelism of the job was changed');
    this.#defaultParallelism = checkParallelism(parallelism, 'the job');
  }

  add(content: NodeContent, inputs: readonly DraftInput[]): DraftNode {
    const kind = content.kind === 'operator' ? content.operator.kind : content.kind;
    this.#refuseIfFrozen(`A ${kind} was added`);
    const draft = new DraftNode(content, inputs, this.#nextStep(inputs[0]?.from, kind));
    this.#drafts.push(draft);
    return draft;
  }

  /** Ends the drawing. @throws GRAPH_NO_SINK, GRAPH_DUPLICATE_UID, GRAPH_INVALID */
  build(job: string): JobGraph {
    this.#frozen = true;
    for (const draft of this.#drafts) draft.freeze();
    const defaults = { parallelism: this.#defaultParallelism, onError: this.#onError };
    const nodes = this.#drafts.map((draft) => draft.toNode(defaults));
    const edges = this.#drafts.flatMap((draft) =>
      draft.inputs.map(({ from, partitioning }, input): GraphEdge => {
        return Object.freeze({ from: from.id, to: draft.id, input, partitioning });
      }),
    );
    const graph = Object.freeze({ job, nodes: Object.freeze(nodes), edges: Object.freeze(edges) });
    validateGraph(graph);
    return graph;
  }

  #refuseIfFrozen(what: string): void {
    if (!this.#frozen) return;
    throw new WeirError('GRAPH_FROZEN', `${what} after handle() had returned. Do it in handle().`);
  }

  /** `map`, then `map#2` for the second map on the same stream: a path says where a node stands, not when it was drawn. */
  #nextStep(parent: DraftNode | undefined, kind: string): string {
    const counts = this.#steps.get(parent) ?? new Map<string, number>();
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    this.#steps.set(parent, counts);
    return count === 1 ? kind : `${kind}#${count}`;
  }
}

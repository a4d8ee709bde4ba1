import { WeirError } from '../errors/weir-error.js';
import { labelOf, type GraphNode, type JobGraph } from './job-graph.js';

function duplicateIds({ nodes }: JobGraph): void {
  const seen = new Map<string, GraphNode>();
  for (const node of nodes) {
    const other = seen.get(node.id);
    if (other) {
      throw new WeirError(
        'GRAPH_DUPLICATE_UID',
        `${labelOf(other)} and ${labelOf(node)} have the same uid "${node.id}". Give each a uid of its own.`,
        { details: { uid: node.id } },
      );
    }
    seen.set(node.id, node);
  }
}

function streamsWithoutSink({ job, nodes, edges }: JobGraph): void {
  if (!nodes.some((node) => node.kind === 'sink')) {
    throw new WeirError(
      'GRAPH_NO_SINK',
      `The job ${job} has no sink, so it would do nothing. End a stream with addSink() or a sink such as HttpSink.`,
    );
  }
  const read = new Set(edges.map((edge) => edge.from));
  const loose = nodes.filter((node) => node.kind !== 'sink' && !read.has(node.id));
  if (loose.length === 0) return;
  throw new WeirError(
    'GRAPH_NO_SINK',
    `Nothing reads the output of ${loose.map(labelOf).join(', ')} in the job ${job}. End the stream with a sink, or remove it.`,
    { details: { nodes: loose.map((node) => node.id) } },
  );
}

/** Checks a graph as a whole. @throws GRAPH_DUPLICATE_UID, GRAPH_NO_SINK */
export function validateGraph(graph: JobGraph): void {
  duplicateIds(graph);
  streamsWithoutSink(graph);
}

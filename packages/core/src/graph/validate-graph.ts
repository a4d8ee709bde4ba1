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

/** Ids of the nodes to which records of `from` can come. */
function reachableFrom(from: string, { edges }: JobGraph): ReadonlySet<string> {
  const reached = new Set([from]);
  // Set iteration goes on to what is added meanwhile.
  for (const id of reached) for (const edge of edges) if (edge.from === id) reached.add(edge.to);
  return reached;
}

function failuresWithoutLetters(graph: JobGraph): void {
  for (const node of graph.nodes) {
    if (node.kind !== 'operator' || node.onError !== 'dead-letter') continue;
    const reached = reachableFrom(node.id, graph);
    const unable = graph.nodes.find((end) => end.kind === 'sink' && reached.has(end.id) && !end.sink.takesFailures);
    if (!unable) continue;
    throw new WeirError(
      'GRAPH_INVALID',
      `${labelOf(node)} has onError "dead-letter", and ${labelOf(unable)} behind it keeps no dead letters of records that ` +
        'never became its own. Use "fail" there, or a sink that does, such as HttpSink.',
      { details: { node: node.id, sink: unable.id } },
    );
  }
}

/** Checks a graph as a whole. @throws GRAPH_DUPLICATE_UID, GRAPH_NO_SINK, GRAPH_INVALID */
export function validateGraph(graph: JobGraph): void {
  duplicateIds(graph);
  streamsWithoutSink(graph);
  failuresWithoutLetters(graph);
}

import { labelOf, type GraphEdge, type GraphNode, type JobGraph } from './job-graph.js';

function describeNode(node: GraphNode): string {
  return `${labelOf(node)} × ${node.parallelism}`;
}

function describeInput(edge: GraphEdge, graph: JobGraph): string {
  const from = graph.nodes.find((node) => node.id === edge.from);
  return `${from ? labelOf(from) : edge.from} (${edge.partitioning})`;
}

/** The graph as text, one node a line, stable for snapshots. */
export function explainGraph(graph: JobGraph): string {
  const lines = graph.nodes.map((node) => {
    const inputs = graph.edges.filter((edge) => edge.to === node.id).map((edge) => describeInput(edge, graph));
    const from = inputs.length === 0 ? '' : ` ← ${inputs.join(', ')}`;
    return `  ${describeNode(node)} [${node.id}]${from}`;
  });
  return [`job ${graph.job}`, ...lines].join('\n');
}

const shapes = { source: ['([', '])'], operator: ['[', ']'], sink: ['[/', '/]'] } as const;

/** The graph as a Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html). */
export function explainGraphAsMermaid(graph: JobGraph): string {
  const index = new Map(graph.nodes.map((node, i) => [node.id, `n${i}`]));
  const nodes = graph.nodes.map((node) => {
    const [open, close] = shapes[node.kind];
    return `  ${index.get(node.id) ?? ''}${open}"${describeNode(node).replaceAll('"', '#quot;')}"${close}`;
  });
  const edges = graph.edges.map((edge) => {
    const arrow = edge.partitioning === 'forward' ? '-->' : `-- ${edge.partitioning} -->`;
    return `  ${index.get(edge.from) ?? ''} ${arrow} ${index.get(edge.to) ?? ''}`;
  });
  return ['flowchart LR', ...nodes, ...edges].join('\n');
}

import { createHash } from 'node:crypto';
import type { GraphNode, JobGraph, WrittenParameter } from '@weir/core';

/** Parameters as they were written, by key. */
export type WrittenParameters = readonly (readonly [key: string, parameter: WrittenParameter])[];

/** What a node is, without its functions: those are the module's. */
function shapeOf(node: GraphNode): object {
  const { id, name, kind, parallelism } = node;
  // What has no JSON form, such as a function, is left out by it.
  const content =
    node.kind === 'operator' ? node.operator : node.kind === 'source' ? node.source.traits : node.sink.name;
  return { id, name, kind, parallelism, content };
}

/**
 * A digest of everything about a graph that is data: job name, nodes with their uids, edges, and the parameters that it
 * was drawn with, as written. Equal on submitter and worker, or they do not run the same job.
 */
export function graphFingerprint(graph: JobGraph, parameters: WrittenParameters): string {
  const { job, nodes, edges } = graph;
  const written = parameters.map(([key, parameter]) => [key, parameter.written]);
  const text = JSON.stringify({ job, nodes: nodes.map(shapeOf), edges, written });
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

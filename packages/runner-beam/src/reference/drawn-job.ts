import {
  resolveParameters,
  runLifecycle,
  WeirError,
  type GraphNode,
  type JobGraph,
  type Logger,
  type Parameters,
} from '@weir/core';
import { loadJob } from '@weir/job-file';
import { graphFingerprint } from './graph-fingerprint.js';
import type { JobReference } from './job-reference.js';

/** A job that a worker has drawn again. */
export interface DrawnJob {
  readonly graph: JobGraph;
  readonly parameters: Parameters;
  /** The node with this id. */
  node(id: string): GraphNode;
  /** Ends the job's life: runs its `destroy()`. */
  close(): Promise<void>;
}

/**
 * Imports the module of `reference` and draws its graph. Placeholders are resolved in this process, so that secrets
 * never travel.
 *
 * @throws BEAM_GRAPH_DIFFERS, and whatever loading and drawing a job throws
 */
export async function drawJob(reference: JobReference, logger: Logger): Promise<DrawnJob> {
  const jobClass = await loadJob(reference.module, reference.exportName);
  const parameters = resolveParameters(reference.parameters);
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return new Promise((resolve, reject) => {
    const life = runLifecycle(jobClass, { parameters, logger }, async ({ graph }) => {
      refuseOther(graph, reference);
      const node = (id: string): GraphNode => nodeOf(graph, id);
      const close = (): Promise<void> => {
        end();
        return life;
      };
      resolve({ graph, parameters, node, close });
      await ended;
    });
    life.catch(reject);
  });
}

function refuseOther(graph: JobGraph, { fingerprint, parameters, module }: JobReference): void {
  if (graphFingerprint(graph, parameters) === fingerprint) return;
  const nodes = graph.nodes.map((node) => node.id).join(', ');
  throw new WeirError(
    'BEAM_GRAPH_DIFFERS',
    `The worker draws another graph for ${graph.job} than was submitted: here ${module} gives the nodes ${nodes}. ` +
      'Deploy the same module to every worker; the graph may depend on nothing but the parameters.',
  );
}

function nodeOf(graph: JobGraph, id: string): GraphNode {
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (!node) throw new WeirError('BEAM_GRAPH_DIFFERS', `The graph of ${graph.job} has no node ${id}.`);
  return node;
}

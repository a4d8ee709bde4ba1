import { labelOf, type GraphNode, type JobGraph, type RunnerTraits } from '@weir/core';

/** What the runner cannot do with a node, or undefined. */
function refusal(node: GraphNode): string | undefined {
  if (node.kind !== 'source' || node.source.traits.rewindable) return undefined;
  return (
    `The ${labelOf(node)} can be read only once: an engine reads a source in many pieces, and again after a failure. ` +
    'Give it a function that makes the iterable anew, or a source that can be opened at a position.'
  );
}

/** What the Beam runner says of itself: every operator, and every source that can be opened at a position. */
export const beamRunner: RunnerTraits = Object.freeze({
  name: 'beam',
  unsupported: (graph: JobGraph) => graph.nodes.flatMap((node) => refusal(node) ?? []),
});

import type { JobGraph } from '@weir/core';

/** The names of the sources that cannot be read again from a position, for messages; empty when there is none. */
export function unrewindableSources({ nodes }: JobGraph): string {
  const fixed = nodes.flatMap((node) => (node.kind === 'source' && !node.source.traits.rewindable ? [node] : []));
  return fixed.map(({ name }) => `"${name}"`).join(', ');
}

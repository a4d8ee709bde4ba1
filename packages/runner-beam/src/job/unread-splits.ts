import { WeirError, type JobGraph } from '@weir/core';
import { splitsTransform } from '../pipeline/translate-graph.js';
import type { Received } from '../protocol/protos.js';
import { splitsOf } from '../worker/bundle-metrics.js';

/**
 * Whether a job that its engine calls done left records unread: a bounded source of which fewer splits were read to their
 * end than were begun. Both are kept in the engine's state, as the ledger is.
 *
 * @returns BEAM_RECORDS_UNREAD, or undefined when every split has ended
 */
export function findUnread({ nodes }: JobGraph, metrics: readonly Received<'MonitoringInfo'>[]): WeirError | undefined {
  const unread = nodes.flatMap((node) => {
    if (node.kind !== 'source' || !node.source.traits.bounded) return [];
    const { begun, ended } = splitsOf(splitsTransform(node.id), metrics);
    return ended < begun ? [{ source: node.id, name: node.name, begun, ended }] : [];
  });
  if (unread.length === 0) return undefined;
  const list = unread.map(({ source, name, begun, ended }) => {
    return `of the source "${name}" (${source}) ${ended} of ${begun} splits were read to their end`;
  });
  return new WeirError(
    'BEAM_RECORDS_UNREAD',
    `The engine says that the job is done, but records were left unread: ${list.join('; ')}. What the ledger counts has ` +
      'reached its end; how many records are missing is not known. Run the job again: it sends all of them, the same ones ' +
      'with the same idempotency keys.',
    { details: { sources: unread } },
  );
}

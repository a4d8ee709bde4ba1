import type { GraphNode, JobGraph } from '@weir/core';
import { totalsInfos } from '../worker/bundle-metrics.js';
import { findUnread } from './unread-splits.js';

function source(id: string, bounded: boolean): GraphNode {
  const traits = { bounded, rewindable: true, splittable: true };
  const source = { name: id, traits, splits: () => [], createReader: () => Promise.reject(new Error('not read')) };
  return { kind: 'source', id, name: id, parallelism: 2, source };
}

const graph: JobGraph = {
  ...{ job: 'Orders', edges: [] },
  nodes: [source('orders', true), source('clicks', false)],
};

test('a job in which every split of its bounded sources has ended is done', () => {
  expect(findUnread(graph, totalsInfos('orders.splits', { begun: 2, ended: 2 }))).toBeUndefined();
});

test('a split that was begun and not read to its end fails the job, and the error says which', () => {
  const error = findUnread(graph, totalsInfos('orders.splits', { begun: 2, ended: 1 }));
  expect(error).toMatchObject({
    code: 'BEAM_RECORDS_UNREAD',
    details: { sources: [{ source: 'orders', name: 'orders', begun: 2, ended: 1 }] },
  });
  expect(error?.message).toContain('of the source "orders" (orders) 1 of 2 splits were read to their end');
});

test('an unbounded source has no end to be read to', () => {
  expect(findUnread(graph, totalsInfos('clicks.splits', { begun: 2, ended: 0 }))).toBeUndefined();
});

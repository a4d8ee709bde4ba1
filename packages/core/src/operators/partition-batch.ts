import type { Partitioning } from '../graph/job-graph.js';
import { pickRecords, type Batch } from '../record/batch.js';

/**
 * 32-bit FNV-1a over the UTF-16 units of `key` with the finalizer of MurmurHash3, so that near keys spread as well.
 * http://www.isthe.com/chongo/tech/comp/fnv/, https://github.com/aappleby/smhasher (fmix32).
 */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A part of a batch and the index of the channel it goes to. */
export type Routed = readonly [channel: number, batch: Batch<unknown>];

/** Decides where the records of each batch go. `subtask` is the sender's index. */
export function createPartitioner(
  partitioning: Partitioning,
  subtask: number,
  channels: number,
): (batch: Batch<unknown>) => readonly Routed[] {
  switch (partitioning) {
    case 'forward':
      return (batch) => [[subtask, batch]];
    case 'rebalance':
      return rebalance(subtask, channels);
    case 'hash':
      return (batch) => splitByKey(batch, channels);
  }
}

/** Whole batches in turn would starve subtasks when batches are few: large ones are cut, single records take turns. */
function rebalance(subtask: number, channels: number): (batch: Batch<unknown>) => readonly Routed[] {
  let next = subtask % channels;
  return (batch) => {
    const parts = Math.min(channels, batch.values.length);
    const size = Math.ceil(batch.values.length / parts);
    const routed: Routed[] = [];
    for (let start = 0; start < batch.values.length; start += size) {
      const indices = batch.values.slice(start, start + size).map((_, i) => start + i);
      const part = pickRecords(batch, indices);
      if (part) routed.push([next, part]);
      next = (next + 1) % channels;
    }
    return routed;
  };
}

function splitByKey(batch: Batch<unknown>, channels: number): readonly Routed[] {
  const indices = Array.from({ length: channels }, (): number[] => []);
  batch.values.forEach((_, i) => indices[hashKey(batch.keys?.[i] ?? '') % channels]?.push(i));
  return indices.flatMap((picked, channel): Routed[] => {
    const part = pickRecords(batch, picked);
    return part ? [[channel, part]] : [];
  });
}

import type { Destination } from '../destination/destination.js';

/** Records that wait for a destination. */
export interface WaitingRecords {
  readonly destination: Pick<Destination, 'isMoving'>;
  readonly size: number;
}

/** Records at hand for each request in flight, so that none of these ever waits for the stream. */
const perSlot = 2;
const smallestSupply = 128;

/**
 * How many records more would be of use to a writer with `slots` requests in flight: none while enough wait for each
 * destination that takes them, else as many as make the smallest supply full again. More would only grow old in memory,
 * where each collection of garbage copies them, and be sent twice after a crash.
 *
 * A destination that takes nothing counts for nothing, because others may be in want; Infinity while none takes anything.
 */
export function missingSupply(waiting: Iterable<WaitingRecords>, slots: number, now: number): number {
  const supply = Math.max(smallestSupply, perSlot * slots);
  let smallest = -Infinity;
  for (const { destination, size } of waiting) {
    if (destination.isMoving(now)) smallest = smallest === -Infinity ? size : Math.min(smallest, size);
  }
  return smallest > supply / 2 ? 0 : supply - smallest;
}

import type { Clock, DeadLetterStore, OutcomeListener, Resolution } from '@weir/core';
import type { HttpRecord } from '../request/http-request.js';

/** How long deliveries are gathered: a store makes many resolutions durable at nearly the cost of one. */
const gatheringMs = 10;

/**
 * Resolves the letters of replayed records that were delivered, and only those: one that failed again was written to
 * the store by the sink, with the new attempts, and stays open.
 */
export function settleDelivered(store: DeadLetterStore, clock: Clock): OutcomeListener<HttpRecord> {
  return async (outcomes) => {
    // Those that are delivered meanwhile come together next.
    await new Promise<void>((resolve) => clock.setTimer(resolve, gatheringMs));
    const at = clock.now();
    const resolutions = outcomes.flatMap(({ kind, record }): Resolution[] => {
      if (kind !== 'delivered' || typeof record === 'string' || !record.replayOf) return [];
      const { id, lastAt } = record.replayOf;
      return [{ id, lastAt, at, outcome: 'delivered' }];
    });
    if (resolutions.length > 0) await store.resolve(resolutions);
  };
}

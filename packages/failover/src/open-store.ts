import { stderrLogger, systemClock, type DeadLetterStore } from '@weir/core';
import type { FailoverConfig } from './options.js';
import { withSpill } from './spill/with-spill.js';
import { createStore } from './stores/create-store.js';
import type { StoreContext } from './stores/store-kind.js';
import { storeKindOf } from './stores/store-registry.js';

/**
 * Opens the dead-letter store that `config` names; one on a server keeps in a local spill what the server does not take.
 *
 * Cheap: no connection is made before the first call, unless letters of an earlier run are in the spill.
 *
 * @throws LETTER_STORE_UNKNOWN
 */
export function openStore(config: FailoverConfig, context: Partial<StoreContext> = {}): DeadLetterStore {
  const { clock = systemClock, logger = stderrLogger } = context;
  const store = createStore(config, { clock, logger });
  return storeKindOf(config.storage, 'storage').isLocal === true
    ? store
    : withSpill(store, config.spill, { clock, logger });
}

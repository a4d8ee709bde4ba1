import { systemClock, type DeadLetterStore } from '@weir/core';
import type { FailoverConfig } from './options.js';
import type { StoreContext } from './stores/store-kind.js';
import { storeKindOf } from './stores/store-registry.js';

/**
 * Opens the dead-letter store that `config` names. Cheap: no file and no connection is touched before the first call.
 *
 * @throws LETTER_STORE_UNKNOWN
 */
export function openStore(config: FailoverConfig, context: Partial<StoreContext> = {}): DeadLetterStore {
  return storeKindOf(config.storage, 'storage').create(config.table, config.options, {
    clock: context.clock ?? systemClock,
  });
}

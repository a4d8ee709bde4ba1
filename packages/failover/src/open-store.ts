import { stderrLogger, systemClock, type DeadLetterStore } from '@weir/core';
import type { FailoverConfig } from './options.js';
import type { StoreContext } from './stores/store-kind.js';
import { storeKindOf } from './stores/store-registry.js';

/** Configurations whose ignored keys were named: a job opens a store for each of its subtasks. */
const announced = new WeakSet<FailoverConfig>();

/**
 * Opens the dead-letter store that `config` names. Cheap: no file and no connection is touched before the first call.
 *
 * @throws LETTER_STORE_UNKNOWN
 */
export function openStore(config: FailoverConfig, context: Partial<StoreContext> = {}): DeadLetterStore {
  const { clock = systemClock, logger = stderrLogger } = context;
  if (config.ignoredKeys.length > 0 && !announced.has(config)) {
    announced.add(config);
    logger.warn(
      `These keys have no meaning for storage: ${config.storage} and are ignored: ${config.ignoredKeys.join(', ')}`,
    );
  }
  return storeKindOf(config.storage, 'storage').create(config.table, config.options, { clock, logger });
}

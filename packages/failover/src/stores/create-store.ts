import type { DeadLetterStore } from '@weir/core';
import type { FailoverConfig } from '../options.js';
import type { StoreContext } from './store-kind.js';
import { storeKindOf } from './store-registry.js';

/** Configurations whose ignored keys were named: a job opens a store for each of its subtasks. */
const announced = new WeakSet<FailoverConfig>();

/** Makes the store that `config` names, alone: what it does not take is refused. @throws LETTER_STORE_UNKNOWN */
export function createStore(config: FailoverConfig, context: StoreContext): DeadLetterStore {
  if (config.ignoredKeys.length > 0 && !announced.has(config)) {
    announced.add(config);
    context.logger.warn(
      `These keys have no meaning for storage: ${config.storage} and are ignored: ${config.ignoredKeys.join(', ')}`,
    );
  }
  return storeKindOf(config.storage, 'storage').create(config.table, config.options, context);
}

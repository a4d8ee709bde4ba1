import { describeError, type DeadLetterStore, type Logger } from '@weir/core';
import type { StoreContext } from '../stores/store-kind.js';
import { otherSpillFolders, spillFolder } from './spill-folder.js';
import type { SpillConfig } from './spill-keys.js';
import { SpillingStore } from './spilling-store.js';

/** Folders that were named: a job opens a store for each of its subtasks. */
const announced = new Set<string>();

/** Puts a local spill around `store`, and begins to take over what earlier runs left in it. */
export function withSpill(store: DeadLetterStore, config: SpillConfig, context: StoreContext): DeadLetterStore {
  const directory = spillFolder(config.path, store.description);
  void announceOthers(config.path, directory, context.logger);
  return new SpillingStore({ store, directory, maxBytes: config.maxBytes, ...context });
}

/** A store that has moved is another place: nobody but the user knows whether what waits for the old one is meant for it. */
async function announceOthers(path: string, own: string, logger: Logger): Promise<void> {
  try {
    for (const folder of await otherSpillFolders(path, own)) {
      if (announced.has(folder)) continue;
      announced.add(folder);
      logger.warn(
        `Dead letters for another place are in the spill ${folder}. A job that is configured for that place takes ` +
          `them over; if the place has a new name, move the files to ${own}.`,
      );
    }
  } catch (error) {
    logger.warn(`The folder of failover.spill.path cannot be looked through: ${describeError(error)}`);
  }
}

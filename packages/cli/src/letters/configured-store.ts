import { loadParameters, type DeadLetterStore, type Logger } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';

const prefix = 'http.sink.failover';

/** Where a command finds its configuration. */
export interface StoreSettings {
  readonly conf: string | undefined;
  readonly parameters: readonly string[];
}

/** The dead-letter store that file and command line name; touches nothing yet. */
export function openConfiguredStore({ conf, parameters }: StoreSettings, logger: Logger): DeadLetterStore {
  const loaded = loadParameters({ conf, args: parameters, logger });
  return openStore(resolveFailover(loaded.entries(prefix), prefix));
}

/** The flags that name the same store to another `weir` command. */
export function storeArguments({ conf, parameters }: StoreSettings): string {
  const own = parameters.filter((parameter) => parameter.includes(`${prefix}.`));
  return [...(conf === undefined ? [] : ['--conf', conf]), ...own].map((word) => ` ${word}`).join('');
}

import { loadParameters, type DeadLetterStore, type Logger, type Parameters } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';

const prefix = 'http.sink.failover';

/** Where a command finds its configuration. */
export interface StoreSettings {
  readonly conf: string | undefined;
  readonly parameters: readonly string[];
}

/** For configuration that is read a second time: it was warned about at the first. */
export const silent: Logger = Object.freeze({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
});

/** What file and command line say. */
export function readParameters({ conf, parameters }: StoreSettings, logger: Logger): Parameters {
  return loadParameters({ conf, args: parameters, logger });
}

/** The dead-letter store that file and command line name; touches nothing yet. */
export function openConfiguredStore(settings: StoreSettings, logger: Logger): DeadLetterStore {
  return openStore(resolveFailover(readParameters(settings, logger).entries(prefix), prefix));
}

/** The flags that name the same store to another `weir` command. */
export function storeArguments({ conf, parameters }: StoreSettings): string {
  const own = parameters.filter((parameter) => parameter.includes(`${prefix}.`));
  return [...(conf === undefined ? [] : ['--conf', conf]), ...own].map((word) => ` ${word}`).join('');
}

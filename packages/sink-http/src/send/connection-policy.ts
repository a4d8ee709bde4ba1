import type { SecureContext } from 'node:tls';
import type { ConnectionOptions, ProxyOptions } from '../options/security-options.js';
import type { HostPatterns } from '../security/host-patterns.js';
import { loadSecureContext } from '../security/load-tls.js';

/** Where connections may lead and how they are made: {@link ConnectionOptions} with their files read. */
export interface ConnectionPolicy {
  /** Undefined allows every host. */
  readonly allowedHosts: HostPatterns | undefined;
  /** Whether only public addresses are connected to. */
  readonly onlyPublic: boolean;
  /** Undefined is Node's own. */
  readonly secureContext: SecureContext | undefined;
  readonly verify: boolean;
  readonly proxy: ProxyOptions | undefined;
}

/** Nothing is forbidden, and servers are verified. */
export const openPolicy: ConnectionPolicy = Object.freeze({
  allowedHosts: undefined,
  onlyPublic: false,
  secureContext: undefined,
  verify: true,
  proxy: undefined,
});

/** @param prefix under which the keys stand, for messages. @throws CONFIG_INVALID_VALUE */
export function connectionPolicy(options: ConnectionOptions, prefix: string): ConnectionPolicy {
  const { allowedHosts, privateAddresses, tls, proxy } = options;
  const secureContext = loadSecureContext(tls, prefix);
  return { allowedHosts, onlyPublic: privateAddresses === 'deny', secureContext, verify: tls.verify, proxy };
}

import { lookup as resolveName, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from '../security/private-addresses.js';
import { hostRefused } from './host-refused.js';

/** What resolves names: `dns.lookup` with `all`. */
export type ResolveAll = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that gives only public addresses. The socket connects to what it is given here and asks nobody
 * else, so that a name which resolves otherwise a moment later gains nothing.
 */
export function publicLookup(resolveAll: ResolveAll = resolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      const allowed = addresses.filter(({ address }) => !isPrivateAddress(address));
      const [first] = allowed;
      if (error) callback(error, []);
      else if (first === undefined)
        callback(
          hostRefused(
            hostname,
            addresses.map(({ address }) => address),
          ),
          [],
        );
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

import { isIP } from 'node:net';
import { buildConnector, Client, EnvHttpProxyAgent, type Dispatcher } from 'undici';
import { isPrivateAddress } from '../security/private-addresses.js';
import { openPolicy, type ConnectionPolicy } from './connection-policy.js';
import { hostBehindProxy, hostNotAllowed, hostRefused } from './host-refused.js';
import { publicLookup, type ResolveAll } from './public-lookup.js';

/** A proxy of one request, which wins over that of the policy: a URL, or `none` for no proxy. */
export type RequestProxy = string | undefined;

// The deadline of the whole request covers headers and body; undici's two timers would only cost.
const perClient = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 } as const;

/** Makes the connections of one writer by its policy. */
export class ClientFactory {
  readonly #policy: ConnectionPolicy;
  readonly #tls: buildConnector.BuildOptions;
  readonly #connect: buildConnector.connector;

  /**
   * @param connectTimeoutMs when an attempt to connect is given up, so that its socket does not stay
   * @param resolveAll resolves names where addresses are checked; default that of Node
   */
  constructor(connectTimeoutMs: number, policy: ConnectionPolicy = openPolicy, resolveAll?: ResolveAll) {
    const { secureContext, verify, onlyPublic } = policy;
    this.#policy = policy;
    this.#tls = { timeout: connectTimeoutMs, rejectUnauthorized: verify, ...(secureContext && { secureContext }) };
    // One connector for all connections: TLS sessions are taken up again across them.
    this.#connect = buildConnector({ ...this.#tls, ...(onlyPublic && { lookup: publicLookup(resolveAll) }) });
  }

  /** Why `origin` must not be connected to, as far as it can be told before a name is resolved. */
  refusal(origin: string, proxy: RequestProxy): Error | undefined {
    const { allowedHosts, onlyPublic } = this.#policy;
    if (allowedHosts && !allowedHosts.match(origin)) return hostNotAllowed(origin);
    if (!onlyPublic) return undefined;
    const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
    // A socket resolves no address, so that the lookup is never asked about one.
    if (isIP(host) !== 0) return isPrivateAddress(host) ? hostRefused(host, [host]) : undefined;
    return proxy === undefined || proxy === 'none' ? undefined : hostBehindProxy(host);
  }

  /** A connection to `origin` that carries one request at a time; it connects with the first. */
  open(origin: string, proxy: RequestProxy): Dispatcher {
    const own = this.#policy.proxy;
    if (proxy === 'none' || (proxy === undefined && own === undefined)) {
      return new Client(origin, { ...perClient, connect: this.#connect });
    }
    const url = proxy ?? (own?.url === 'environment' ? undefined : own?.url.reveal());
    const noProxy = proxy === undefined ? own?.noProxy : '';
    return new EnvHttpProxyAgent({
      ...perClient,
      connections: 1,
      connect: this.#connect,
      requestTls: this.#tls,
      proxyTls: this.#tls,
      clientFactory: (proxyOrigin, options) => new Client(proxyOrigin, options),
      ...(url !== undefined && { httpProxy: url, httpsProxy: url }),
      ...(noProxy !== undefined && { noProxy }),
    });
  }
}

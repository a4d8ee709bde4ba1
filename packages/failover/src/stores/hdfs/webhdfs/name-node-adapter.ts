import axios, { type AxiosAdapter, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import type { NameNode } from './name-nodes.js';
import { isRemote, parseObject, toWebHdfsError, WebHdfsError, type Peer } from './webhdfs-error.js';

/** What marks a request whose bytes go to or come from a data node: the name node only says which. */
export const viaDataNode = { noredirect: 'true' } as const;

const send = axios.getAdapter('http');

async function exchange(peer: Peer, config: InternalAxiosRequestConfig, original: InternalAxiosRequestConfig) {
  const timeoutMs = Math.ceil(config.timeout ?? 0);
  try {
    return await send({
      ...config,
      // A copy, since axios notes the length of the body there, and the next request may be one without.
      headers: new axios.AxiosHeaders(config.headers),
      timeout: timeoutMs,
      // The timeout starts anew with every byte; the signal ends an answer that trickles.
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    throw toWebHdfsError(error, peer, original);
  }
}

/** What the answer of Hadoop's RPC server to anything but a GET looks like: no HTTP, or a connection that breaks. */
const noHttp = /^(?:HPE_|ECONNRESET$)/;

/** Hadoop's RPC server says only to a GET what it is. @throws WebHdfsError if it is one */
async function refuseRpcPort(error: unknown, peer: Peer, config: InternalAxiosRequestConfig): Promise<void> {
  if (!(error instanceof WebHdfsError) || error.failure.kind !== 'unreachable' || config.method === 'get') return;
  if (!noHttp.test(error.failure.code)) return;
  try {
    await exchange(
      peer,
      { ...config, method: 'get', baseURL: peer.origin, url: '/', params: {}, data: undefined },
      config,
    );
  } catch (answer) {
    if (answer instanceof WebHdfsError && answer.failure.kind === 'rpc-port') throw answer;
  }
}

/** The address of the data node: in a header (307), or in JSON where the server understands `noredirect` (Hadoop 3). */
function locationOf(
  { status, headers, data }: AxiosResponse<unknown>,
  peer: Peer,
  config: InternalAxiosRequestConfig,
): URL {
  const location: unknown = status === 307 ? headers.location : parseObject(String(data))?.Location;
  if (typeof location === 'string' && URL.canParse(location)) return new URL(location);
  throw new WebHdfsError({ kind: 'not-webhdfs', status, message: 'without the address of a data node' }, peer, config);
}

/**
 * Sends requests to the active one of `nameNodes` (`url` is relative to it), and where {@link viaDataNode} is among the
 * parameters then to the data node that it names. The body goes to the data node only.
 *
 * As one adapter, so that axios-retry repeats both steps: the next time the name node may name another data node. A name
 * node that is standby or cannot be reached is left for the next one.
 */
export function createNameNodeAdapter(nameNodes: readonly NameNode[], timeoutMs: number): AxiosAdapter {
  let active = 0;

  async function askNameNode(config: InternalAxiosRequestConfig, peer: Peer): Promise<AxiosResponse> {
    const timeout = Math.min(config.timeout ?? timeoutMs, timeoutMs / nameNodes.length);
    try {
      return await exchange(peer, { ...config, baseURL: peer.origin, data: undefined, timeout }, config);
    } catch (error) {
      await refuseRpcPort(error, peer, config);
      const isDown = error instanceof WebHdfsError && ['unreachable', 'timeout'].includes(error.failure.kind);
      if (isDown || isRemote(error, 'StandbyException')) active = (active + 1) % nameNodes.length;
      throw error;
    }
  }

  return async (config) => {
    const { origin } = nameNodes[active] ?? { origin: '' };
    const nameNode: Peer = { role: 'name node', origin };
    const answer = await askNameNode(config, nameNode);
    if ((config.params as Partial<typeof viaDataNode>).noredirect === undefined) return answer;
    const url = locationOf(answer, nameNode, config);
    const peer: Peer = { role: 'data node', origin: url.origin };
    return exchange(peer, { ...config, baseURL: url.origin, url: url.pathname + url.search, params: {} }, config);
  };
}

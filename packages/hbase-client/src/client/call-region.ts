import { HBaseError } from '../errors.js';
import type { RpcMethod } from '../protocol/methods.js';
import type { Region } from '../region/region.js';
import type { Cluster } from './cluster.js';

/** Sends one call to the server of a region, and unlearns the region's place when the answer disproves it. */
export async function callRegion<Request, Response>(
  cluster: Cluster,
  region: Region,
  method: RpcMethod<Request, Response>,
  request: Request,
): Promise<Response> {
  try {
    return await cluster.connections.call(region.server, method, request);
  } catch (error) {
    if (error instanceof HBaseError) cluster.locator.forget(region, error);
    throw error;
  }
}

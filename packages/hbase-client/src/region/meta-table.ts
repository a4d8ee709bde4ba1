import { HBaseError } from '../errors.js';
import type { GetRequest, ResultMessage, ScanRequest } from '../protocol/messages.js';
import { getMethod, type RpcMethod, scanMethod } from '../protocol/methods.js';
import type { ConnectionPool } from '../rpc/connection-pool.js';
import { regionSpecifier } from './region-specifier.js';
import type { ServerDirectory } from './server-directory.js';

/** `HConstants.HIGH_QOS`: look-ups must not queue behind the writes that wait for them. */
const HIGH_PRIORITY = 200;
const META_REGION = regionSpecifier(Buffer.from('hbase:meta,,1'));
/** `HConstants.MAX_ROW_LENGTH`, which also limits where a scan may begin. */
const MAX_KEY_BYTES = 32_767;
/** Sorts after every region id, `HConstants.NINES`. */
const AFTER_ALL_IDS = Buffer.from(',99999999999999');

/** What we ask of `hbase:meta`. Each question is one attempt; the operation that needs the answer repeats it. */
export class MetaTable {
  readonly #directory: ServerDirectory;
  readonly #connections: ConnectionPool;

  constructor(directory: ServerDirectory, connections: ConnectionPool) {
    this.#directory = directory;
    this.#connections = connections;
  }

  /** The row of the region that should hold `row`: the last one whose name is not after `table,row,<any id>`. */
  async regionRow(table: string, row: Uint8Array): Promise<ResultMessage | undefined> {
    const prefix = Buffer.from(`${table},`);
    // the longest keys leave no room for the rest; no region begins so far down that the bytes cut off could decide
    const key = row.subarray(0, MAX_KEY_BYTES - prefix.length - AFTER_ALL_IDS.length);
    const request: ScanRequest = {
      region: META_REGION,
      scan: {
        column: [{ family: Buffer.from('info') }],
        startRow: Buffer.concat([prefix, key, AFTER_ALL_IDS]),
        stopRow: Buffer.concat([prefix, Buffer.from(',')]),
        includeStopRow: true,
        reversed: true,
        caching: 1,
      },
      numberOfRows: 1,
      limitOfRows: 1,
      closeScanner: true,
    };
    const { results } = await this.#ask(scanMethod, request);
    return results[0];
  }

  /** `HBase.proto`'s TableState in `table:state`; `undefined` when there is no such table. */
  async tableState(table: string): Promise<Uint8Array | undefined> {
    const request: GetRequest = {
      region: META_REGION,
      get: { row: Buffer.from(table), column: [{ family: Buffer.from('table') }] },
    };
    const { result } = await this.#ask(getMethod, request);
    return result?.cell[0]?.value;
  }

  async #ask<Request, Response>(method: RpcMethod<Request, Response>, request: Request): Promise<Response> {
    const lookup = this.#directory.metaServer();
    try {
      return await this.#connections.call(await lookup, method, request, HIGH_PRIORITY);
    } catch (error) {
      if (error instanceof HBaseError && error.retry.kind === 'relocate') this.#directory.forgetMetaServer(lookup);
      throw error;
    }
  }
}

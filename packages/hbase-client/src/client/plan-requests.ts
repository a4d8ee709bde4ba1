import { type Address, formatAddress } from '../address.js';
import type { MutationMessage } from '../protocol/messages.js';
import type { Region } from '../region/region.js';

/** One row of a put or delete on its way, with its place in the caller's batch. */
export interface PendingMutation {
  readonly index: number;
  readonly mutation: MutationMessage;
  readonly bytes: number;
}

/** The rows for one region within a request. */
export interface RegionBatch {
  readonly region: Region;
  readonly mutations: PendingMutation[];
}

/** One Multi: rows of any regions of one server. */
export interface ServerRequest {
  readonly server: Address;
  readonly batches: RegionBatch[];
}

interface OpenRequest {
  readonly request: ServerRequest;
  readonly batches: Map<Region, RegionBatch>;
  bytes: number;
  rows: number;
}

/** The server warns beyond 5,000 rows and can be set to refuse them (`hbase.rpc.rows.warning.threshold`). */
const MAX_REQUEST_ROWS = 4_000;

/** Gathers rows into requests: one server each, none beyond the limits unless a single row is. */
export class RequestPlan {
  readonly #maxRequestBytes: number;
  readonly #open = new Map<string, OpenRequest>();
  readonly #requests: ServerRequest[] = [];

  constructor(maxRequestBytes: number) {
    this.#maxRequestBytes = maxRequestBytes;
  }

  get requests(): readonly ServerRequest[] {
    return this.#requests;
  }

  add(region: Region, mutation: PendingMutation): void {
    const target = this.#requestFor(region.server, mutation.bytes);
    target.bytes += mutation.bytes;
    target.rows += 1;
    const batch = target.batches.get(region);
    if (batch) {
      batch.mutations.push(mutation);
      return;
    }
    const opened = { region, mutations: [mutation] };
    target.batches.set(region, opened);
    target.request.batches.push(opened);
  }

  #requestFor(server: Address, bytes: number): OpenRequest {
    const key = formatAddress(server);
    const current = this.#open.get(key);
    if (current && current.bytes + bytes <= this.#maxRequestBytes && current.rows < MAX_REQUEST_ROWS) return current;
    const opened: OpenRequest = { request: { server, batches: [] }, batches: new Map(), bytes: 0, rows: 0 };
    this.#open.set(key, opened);
    this.#requests.push(opened.request);
    return opened;
  }
}

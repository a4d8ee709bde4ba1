import { type Address, formatAddress } from '../address.js';
import { type Region, regionContains, regionsOverlap } from './region.js';

/** The regions we have met. It may be stale at any time; the server that refuses a region says so. */
export class RegionCache {
  /** By table, in the order of their start keys, never overlapping. */
  readonly #tables = new Map<string, readonly Region[]>();

  /** The region of a row, if we have met it. */
  find(table: string, row: Uint8Array): Region | undefined {
    const regions = this.#tables.get(table) ?? [];
    let low = 0;
    let high = regions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const region = regions[middle];
      if (region && Buffer.compare(region.startKey, row) <= 0) low = middle + 1;
      else high = middle;
    }
    const candidate = regions[low - 1];
    return candidate && regionContains(candidate, row) ? candidate : undefined;
  }

  /** Adds a region in place of those it overlaps: the halves of a split replace their parent, a merged region its parts. */
  add(region: Region): void {
    const others = (this.#tables.get(region.table) ?? []).filter((known) => !regionsOverlap(known, region));
    this.#tables.set(
      region.table,
      [...others, region].sort((a, b) => Buffer.compare(a.startKey, b.startKey)),
    );
  }

  /** Forgets this region as it was located, not what may have been learnt about its rows since. */
  forget(region: Region): void {
    this.#keep(region.table, (known) => known !== region);
  }

  /** Forgets every region on a server. */
  forgetServer(server: Address): void {
    const gone = formatAddress(server);
    for (const table of this.#tables.keys()) this.#keep(table, (known) => formatAddress(known.server) !== gone);
  }

  #keep(table: string, isKept: (region: Region) => boolean): void {
    this.#tables.set(table, (this.#tables.get(table) ?? []).filter(isKept));
  }
}

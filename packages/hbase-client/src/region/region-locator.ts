import type { HBaseError } from '../errors.js';
import { readMetaRow } from './meta-row.js';
import type { MetaTable } from './meta-table.js';
import type { Region } from './region.js';
import { RegionCache } from './region-cache.js';

/** Says which region, on which server, has a row. */
export class RegionLocator {
  readonly #meta: MetaTable;
  readonly #cache = new RegionCache();
  /** One look-up a table at a time: the rows of a batch mostly share a region, and the first answer serves them all. */
  readonly #lookups = new Map<string, Promise<Region>>();

  constructor(meta: MetaTable) {
    this.#meta = meta;
  }

  /**
   * Locates the region of a row, from memory or from `hbase:meta`. One attempt: all who wait for a look-up share its failure,
   * and each repeats it by its own retries.
   *
   * @throws HBaseError
   */
  async locate(table: string, row: Uint8Array): Promise<Region> {
    for (;;) {
      const known = this.#cache.find(table, row);
      if (known) return known;
      const lookup = this.#lookups.get(table);
      if (!lookup) return this.#lookUp(table, row);
      await lookup;
    }
  }

  /** Unlearns what the failure of a call to a region has disproved. */
  forget(region: Region, error: HBaseError): void {
    switch (error.retry.kind) {
      case 'relocate':
        if (error.retry.forget === 'server') this.#cache.forgetServer(region.server);
        else this.#cache.forget(region);
        return;
      case 'retry':
      case 'fatal':
        return;
    }
  }

  async #lookUp(table: string, row: Uint8Array): Promise<Region> {
    const lookup = this.#readMeta(table, row);
    this.#lookups.set(table, lookup);
    try {
      return await lookup;
    } finally {
      this.#lookups.delete(table);
    }
  }

  async #readMeta(table: string, row: Uint8Array): Promise<Region> {
    const region = readMetaRow(await this.#meta.regionRow(table, row), table, row);
    this.#cache.add(region);
    return region;
  }
}

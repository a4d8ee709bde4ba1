import type { Clock, DeadLetter, DeadLetterStore, LetterQuery, Logger, Resolution, StoredLetter } from '@weir/core';
import { flattenChunks } from '../letters/flatten-chunks.js';
import { probeDirectory } from '../stores/file/probe-directory.js';
import { RunningWork } from '../stores/running-work.js';
import { storeClosed } from '../stores/store-closed.js';
import { spillBroken, nothingTakes } from './spill-errors.js';
import { SpillRecovery } from './spill-recovery.js';
import { Spill, type SpillOptions } from './spill.js';
import { readWithSpill } from './read-with-spill.js';
import { SpilledLetters } from './spilled-letters.js';
import { WatchedStore } from './watched-store.js';

/** What a {@link SpillingStore} is made of. */
export interface SpillingStoreOptions extends SpillOptions {
  /** The store proper; closed with this one. */
  readonly store: DeadLetterStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * A dead-letter store that keeps on the local disk what the store proper does not take, and brings it there later.
 *
 * Letters in the spill are open letters: they are read, settled and purged as any other. An append is refused only when
 * neither the store nor the spill takes it.
 */
export class SpillingStore implements DeadLetterStore {
  readonly description: string;
  readonly #store: DeadLetterStore;
  readonly #watched: WatchedStore;
  readonly #spill: Spill;
  readonly #recovery: SpillRecovery;
  readonly #clock: Clock;
  readonly #running = new RunningWork();
  #closing: Promise<void> | undefined;

  /** Begins to take over what earlier runs left in the spill. */
  constructor({ store, ...options }: SpillingStoreOptions) {
    this.description = store.description;
    this.#store = store;
    this.#clock = options.clock;
    this.#watched = new WatchedStore(store, options.logger);
    this.#spill = new Spill(options);
    this.#recovery = new SpillRecovery({ ...options, spill: this.#spill, store: this.#watched });
    void this.#recovery.start();
  }

  /** @throws LETTER_SPILL_UNAVAILABLE when neither store nor spill takes the letters */
  async append(letters: readonly DeadLetter[]): Promise<void> {
    this.#refuseClosed();
    if (letters.length === 0) return;
    const toStore = async () => this.#spill.keepRefused(await this.#watched.append(letters));
    const toSpill = () => this.#toSpill(() => this.#spill.append(letters));
    await this.#running.track(this.#takeFirst(this.#watched.isDown ? [toSpill, toStore] : [toStore, toSpill]));
  }

  /** @throws LETTER_SPILL_UNAVAILABLE when neither store nor spill takes the resolutions */
  async resolve(resolutions: readonly Resolution[]): Promise<void> {
    this.#refuseClosed();
    if (resolutions.length === 0) return;
    await this.#running.track(this.#resolve(resolutions));
  }

  read(query: LetterQuery = {}): AsyncIterable<StoredLetter> {
    return flattenChunks(this.readChunks(query));
  }

  async *readChunks(query: LetterQuery = {}): AsyncGenerator<readonly StoredLetter[]> {
    this.#refuseClosed();
    const spilled = await this.#openSpilled(query);
    try {
      yield* spilled.isEmpty ? this.#store.readChunks(query) : readWithSpill(this.#store, spilled, query);
    } finally {
      await spilled.close();
    }
  }

  async purge(options: { readonly olderThan: number; readonly open?: boolean }): Promise<number> {
    this.#refuseClosed();
    return this.#running.track(this.#purge(options));
  }

  async probe(): Promise<void> {
    this.#refuseClosed();
    await this.#store.probe();
    try {
      await probeDirectory(this.#spill.directory);
    } catch (error) {
      throw spillBroken('written', this.#spill.directory, error);
    }
  }

  /** Resolves when what was appended before is acknowledged or refused; drains the spill once more. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#running.ended();
    try {
      await this.#recovery.stop();
    } finally {
      await this.#spill.close();
      await this.#store.close();
    }
  }

  /** What is spilled has to be settled there, and both get into the store together. */
  async #resolve(resolutions: readonly Resolution[]): Promise<void> {
    const toStore = () => this.#watched.resolve(resolutions);
    const toSpill = () => this.#toSpill(() => this.#spill.resolve(resolutions));
    const isSpilled = this.#watched.isDown || (await this.#spill.hasLetters());
    await this.#takeFirst(isSpilled ? [toSpill, toStore] : [toStore, toSpill]);
  }

  /** Settled letters are gone from the spill with the drain; open ones that stay in it are those that were refused. */
  async #purge(options: { readonly olderThan: number; readonly open?: boolean }): Promise<number> {
    await this.#recovery.drain();
    const discarded = options.open === true ? await this.#discardSpilled(options.olderThan) : 0;
    return discarded + (await this.#store.purge(options));
  }

  async #discardSpilled(olderThan: number): Promise<number> {
    const spilled = await this.#openSpilled({ filter: { until: olderThan } });
    await spilled.close();
    const at = this.#clock.now();
    await this.#spill.resolve(spilled.wanted.map(({ id, lastAt }) => ({ id, lastAt, at, outcome: 'discarded' })));
    await this.#recovery.drain();
    return spilled.wanted.length;
  }

  async #openSpilled(query: LetterQuery): Promise<SpilledLetters> {
    try {
      return await SpilledLetters.open(this.#spill, query);
    } catch (error) {
      throw spillBroken('read', this.#spill.directory, error);
    }
  }

  async #toSpill(write: () => Promise<void>): Promise<void> {
    await write();
    this.#recovery.expect();
  }

  async #takeFirst(ways: readonly (() => Promise<void>)[]): Promise<void> {
    const failures: unknown[] = [];
    for (const way of ways) {
      try {
        await way();
        return;
      } catch (error) {
        failures.push(error);
      }
    }
    throw nothingTakes(this.description, failures);
  }

  #refuseClosed(): void {
    if (this.#closing !== undefined) throw storeClosed(this.description);
  }
}

import { sumLedgers, type Ledger } from '@weir/core';
import type { WindowedValue } from '../wire/coders.js';
import type { Parcel } from '../wire/parcel.js';
import type { BundleStep } from './bundle-step.js';

/** What the engine keeps for a step: bytes that belong to the same checkpoint as everything else. */
export interface KeptBytes {
  read(instruction: string): Promise<Buffer>;
  replace(instruction: string, bytes: Uint8Array): Promise<void>;
}

/**
 * Adds up what the bundles of a sink report. The sum is in the engine's state: when a job goes on from a checkpoint, it
 * goes on from the sum of that checkpoint, and what is done twice is counted once.
 */
export class LedgerStep implements BundleStep {
  readonly #kept: KeptBytes;
  #instruction = '';
  #reports: Ledger[] = [];
  #total: Ledger | undefined;

  constructor(kept: KeptBytes) {
    this.#kept = kept;
  }

  start(instruction: string): void {
    this.#instruction = instruction;
    this.#reports = [];
    this.#total = undefined;
  }

  process({ value }: WindowedValue): void {
    this.#reports.push(...((value as Parcel).batch.values as readonly Ledger[]));
  }

  async finish(): Promise<void> {
    if (this.#reports.length === 0) return;
    const kept = await this.#kept.read(this.#instruction);
    const before = kept.length === 0 ? [] : [JSON.parse(kept.toString()) as Ledger];
    this.#total = sumLedgers([...before, ...this.#reports]);
    await this.#kept.replace(this.#instruction, Buffer.from(JSON.stringify(this.#total)));
  }

  ledger(): Ledger | undefined {
    return this.#total;
  }
}

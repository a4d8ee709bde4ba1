import type { WindowedValue } from '../wire/coders.js';
import { Parcel } from '../wire/parcel.js';
import type { BundleStep } from './bundle-step.js';

/** What the engine keeps for a step: bytes that belong to the same checkpoint as everything else. */
export interface KeptBytes {
  read(instruction: string): Promise<Buffer>;
  replace(instruction: string, bytes: Uint8Array): Promise<void>;
}

/** Counts by their names: the ledger of a sink, or the splits of a source. */
export type Totals = Readonly<Record<string, number>>;

/** What a bundle adds to totals, as an element for the step that adds them up. */
export function totalsReport(totals: Totals): Parcel {
  return new Parcel(0, { origin: { split: 'totals', branch: '' }, values: [totals], positions: [0] });
}

function add(sums: Totals, report: Totals): Totals {
  const names = Object.keys({ ...sums, ...report });
  return Object.fromEntries(names.map((name) => [name, (sums[name] ?? 0) + (report[name] ?? 0)]));
}

/**
 * Adds up what bundles report. The sums are in the engine's state: when a job goes on from a checkpoint, it goes on from
 * the sums of that checkpoint, and what is done twice is counted once.
 */
export class TotalsStep implements BundleStep {
  readonly #kept: KeptBytes;
  #instruction = '';
  #reports: Totals[] = [];
  #totals: Totals | undefined;

  constructor(kept: KeptBytes) {
    this.#kept = kept;
  }

  start(instruction: string): void {
    this.#instruction = instruction;
    this.#reports = [];
    this.#totals = undefined;
  }

  process({ value }: WindowedValue): void {
    this.#reports.push(...((value as Parcel).batch.values as readonly Totals[]));
  }

  async finish(): Promise<void> {
    if (this.#reports.length === 0) return;
    const kept = await this.#kept.read(this.#instruction);
    const before = kept.length === 0 ? {} : (JSON.parse(kept.toString()) as Totals);
    this.#totals = this.#reports.reduce(add, before);
    await this.#kept.replace(this.#instruction, Buffer.from(JSON.stringify(this.#totals)));
  }

  totals(): Totals | undefined {
    return this.#totals;
  }
}

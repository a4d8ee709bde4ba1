import type { Received } from '../protocol/protos.js';
import { Parcel } from '../wire/parcel.js';
import { totalsInfos } from '../worker/bundle-metrics.js';
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
export function totalsStep(transform: string, kept: KeptBytes): BundleStep {
  let bundle = '';
  let reports: Totals[] = [];
  let metrics: Received<'MonitoringInfo'>[] = [];
  return {
    start(instruction) {
      [bundle, reports, metrics] = [instruction, [], []];
    },
    process({ value }) {
      reports.push(...((value as Parcel).batch.values as readonly Totals[]));
    },
    async finish() {
      if (reports.length === 0) return;
      const before = await kept.read(bundle);
      const totals = reports.reduce(add, before.length === 0 ? {} : (JSON.parse(before.toString()) as Totals));
      await kept.replace(bundle, Buffer.from(JSON.stringify(totals)));
      metrics = totalsInfos(transform, totals);
    },
    metrics: () => metrics,
  };
}

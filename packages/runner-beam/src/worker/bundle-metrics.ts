import { sumLedgers, systemClock, type Ledger } from '@weir/core';
import type { Received } from '../protocol/protos.js';
import type { Totals } from '../steps/totals-step.js';
import { ByteReader } from '../wire/byte-reader.js';
import { ByteWriter } from '../wire/byte-writer.js';

type MonitoringInfo = Received<'MonitoringInfo'>;

/** The metrics of a bundle in both forms that runners read: in full, and by short ids that they ask for once. */
type BundleMetrics = Pick<Received<'ProcessBundleResponse'>, 'monitoringInfos' | 'monitoringData'>;

/** Totals as metrics of the transform that adds them up: sums so far, of which the latest counts. */
const totalsNamespace = 'weir.totals';

/** The splits of a source. */
export interface SplitCounts {
  readonly begun: number;
  readonly ended: number;
}

/** Source: `MonitoringInfoSpecs` in metrics.proto of Apache Beam 2.77.0. */
const userGauge = 'beam:metric:user:latest_int64:v1';
const readIndex = 'beam:metric:data_channel:read_index:v1';
const sumType = 'beam:metrics:sum_int64:v1';
const latestType = 'beam:metrics:latest_int64:v1';

function varints(...values: readonly number[]): Buffer {
  const bytes = new ByteWriter();
  for (const value of values) bytes.varint(value);
  return bytes.take();
}

let lastTime = 0;

/** The time of a gauge; always later than the one before, because of two at one time an engine keeps the first. */
function nextTime(): number {
  return (lastTime = Math.max(systemClock.now(), lastTime + 1));
}

/** The totals that a transform knows, as monitoring infos. */
export function totalsInfos(transform: string, totals: Totals): MonitoringInfo[] {
  const time = nextTime();
  return Object.entries(totals).map(([name, total]) => ({
    urn: userGauge,
    type: latestType,
    payload: varints(time, total),
    labels: { PTRANSFORM: transform, NAMESPACE: totalsNamespace, NAME: name },
  }));
}

/** How many elements of its input a bundle has begun with; −1 before the first. */
export function readIndexInfo(transform: string, index: number): MonitoringInfo {
  return { urn: readIndex, type: sumType, payload: varints(Math.max(0, index)), labels: { PTRANSFORM: transform } };
}

/** The totals that `infos` report for a transform. */
function totalsOf(transform: string, infos: readonly MonitoringInfo[]): Totals {
  const gauges = infos.filter(({ urn, labels: { PTRANSFORM, NAMESPACE } }) => {
    return urn === userGauge && PTRANSFORM === transform && NAMESPACE === totalsNamespace;
  });
  return Object.fromEntries(gauges.map(({ labels, payload }) => [labels['NAME'] ?? '', gaugeValue(payload)]));
}

function gaugeValue(payload: Uint8Array): number {
  const reader = new ByteReader(payload);
  reader.varint(); // its time
  return reader.varint();
}

/** The latest ledger that `infos` report for a transform. */
export function ledgerOf(transform: string, infos: readonly MonitoringInfo[]): Ledger {
  return { ...sumLedgers([]), ...totalsOf(transform, infos) };
}

/** How many splits of a source were begun, and how many read to their end, as `infos` report for a transform. */
export function splitsOf(transform: string, infos: readonly MonitoringInfo[]): SplitCounts {
  return { begun: 0, ended: 0, ...totalsOf(transform, infos) };
}

/**
 * Short ids for monitoring infos: a runner asks once what one means.
 *
 * Each is used once. Prism keeps what it gets under an id that it does not know yet, but only the last of it: with an
 * id that several bundles used, counts of all but one of them would be gone.
 */
export class ShortIds {
  readonly #meanings = new Map<string, MonitoringInfo>();
  #last = 0;

  /** `infos` in full and by short ids. */
  shorten(infos: MonitoringInfo[]): BundleMetrics {
    const monitoringData = infos.map((info) => {
      const id = (this.#last += 1).toString(36);
      this.#meanings.set(id, { ...info, payload: Buffer.alloc(0) });
      return [id, info.payload];
    });
    return { monitoringInfos: infos, monitoringData: Object.fromEntries(monitoringData) as Record<string, Buffer> };
  }

  /** What `ids` mean; they are forgotten then. */
  explain(ids: readonly string[]): Readonly<Record<string, MonitoringInfo>> {
    const found = ids.flatMap((id) => {
      const info = this.#meanings.get(id);
      this.#meanings.delete(id);
      return info ? [[id, info] as const] : [];
    });
    return Object.fromEntries(found);
  }
}

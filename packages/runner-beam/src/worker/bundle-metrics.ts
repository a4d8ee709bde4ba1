import type { Ledger } from '@weir/core';
import type { BundleMetrics, MonitoringInfo } from '../protocol/messages.js';
import { ByteReader } from '../wire/byte-reader.js';
import { ByteWriter } from '../wire/byte-writer.js';

/** The counters of a sink as metrics of its transform; those of several bundles are added up by the engine. */
const ledgerNamespace = 'weir.ledger';
const ledgerNames = ['accepted', 'delivered', 'deadLettered', 'held'] as const;

/** Source: `MonitoringInfoSpecs` in metrics.proto of Apache Beam 2.77.0. */
const userCounter = 'beam:metric:user:sum_int64:v1';
const readIndex = 'beam:metric:data_channel:read_index:v1';
const sumType = 'beam:metrics:sum_int64:v1';

function varint(value: number): Buffer {
  const bytes = new ByteWriter();
  bytes.varint(value);
  return bytes.take();
}

/** The ledger of a sink's transform as monitoring infos. */
export function ledgerInfos(transform: string, ledger: Ledger): MonitoringInfo[] {
  return ledgerNames.map((name) => ({
    urn: userCounter,
    type: sumType,
    payload: varint(ledger[name]),
    labels: { PTRANSFORM: transform, NAMESPACE: ledgerNamespace, NAME: name },
  }));
}

/** How many elements of its input a bundle has begun with; −1 before the first. */
export function readIndexInfo(transform: string, index: number): MonitoringInfo {
  return { urn: readIndex, type: sumType, payload: varint(Math.max(0, index)), labels: { PTRANSFORM: transform } };
}

/** The ledger that `infos` report for a sink's transform. */
export function ledgerOf(transform: string, infos: readonly MonitoringInfo[]): Ledger {
  const count = (name: string): number => {
    const matches = infos.filter(({ urn, labels }) => {
      const { PTRANSFORM, NAMESPACE, NAME } = labels;
      return urn === userCounter && PTRANSFORM === transform && NAMESPACE === ledgerNamespace && NAME === name;
    });
    return matches.reduce((sum, { payload }) => sum + new ByteReader(payload).varint(), 0);
  };
  return {
    accepted: count('accepted'),
    delivered: count('delivered'),
    deadLettered: count('deadLettered'),
    held: count('held'),
  };
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
  shorten(infos: readonly MonitoringInfo[]): BundleMetrics {
    const monitoringData = infos.map((info) => {
      const id = (this.#last += 1).toString(36);
      this.#meanings.set(id, { ...info, payload: Buffer.alloc(0) });
      return [id, info.payload];
    });
    return { monitoringInfos: infos, monitoringData: Object.fromEntries(monitoringData) as Record<string, Uint8Array> };
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

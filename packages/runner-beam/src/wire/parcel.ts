import { structuredJson, type Batch, type JsonValue } from '@weir/core';

/**
 * What one element of a PCollection is: a batch of records of one origin, and the subtask that owns it. So an engine's
 * cost per element is paid once a batch.
 */
export class Parcel {
  readonly subtask: number;
  readonly batch: Batch<unknown>;

  constructor(subtask: number, batch: Batch<unknown>) {
    this.subtask = subtask;
    this.batch = batch;
  }
}

/** A batch on the wire, column by column: lineage travels with the records, so that ids are those of every runner. */
interface WireBatch {
  readonly split: string;
  readonly branch: string;
  readonly positions: readonly number[];
  readonly subs?: readonly string[];
  readonly keys?: readonly string[];
  readonly failures?: readonly string[];
  readonly values: readonly JsonValue[];
}

/** Key and value of an element: the subtask as decimal text, and the batch as JSON. The engine partitions by the key. */
export type WireParcel = readonly [key: Uint8Array, value: Uint8Array];

/** @param node whose output this is, for messages. @throws ELEMENT_NOT_ENCODABLE */
export function encodeParcel({ subtask, batch }: Parcel, node: string): WireParcel {
  const { origin, values, positions, subs, keys, failures } = batch;
  const wire: WireBatch = {
    ...origin,
    positions,
    ...(subs && { subs }),
    ...(keys && { keys }),
    ...(failures && { failures }),
    values: values.map((value) => structuredJson.encode(value, node)),
  };
  return [Buffer.from(String(subtask)), Buffer.from(JSON.stringify(wire))];
}

export function decodeParcel([key, value]: WireParcel): Parcel {
  const { split, branch, values, ...columns } = JSON.parse(Buffer.from(value).toString()) as WireBatch;
  const batch = { origin: { split, branch }, ...columns, values: values.map((value) => structuredJson.decode(value)) };
  return new Parcel(Number(Buffer.from(key).toString()), batch);
}

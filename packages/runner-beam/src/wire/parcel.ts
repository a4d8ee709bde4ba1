import { parseElements, stringifyElements, type Batch } from '@weir/core';

/**
 * What one element of a PCollection is: a batch of records of one origin, and the subtask that owns it. So an engine's
 * cost per element is paid once a batch.
 */
export class Parcel {
  readonly subtask: number;
  readonly batch: Batch<unknown>;
  /** By which an engine partitions: begins with the subtask. */
  readonly key: string;

  constructor(subtask: number, batch: Batch<unknown>, key = String(subtask)) {
    this.subtask = subtask;
    this.batch = batch;
    this.key = key;
  }
}

/** All of a batch but its values: lineage travels with the records, so that ids are those of every runner. */
interface Columns extends Omit<Batch<unknown>, 'origin' | 'values'> {
  readonly split: string;
  readonly branch: string;
}

/**
 * Key and value of an element: text that begins with the subtask's number, by which the engine partitions; and the batch as
 * two lines of JSON, its columns and its values.
 */
export type WireParcel = readonly [key: Uint8Array, value: Uint8Array];

/** @param node whose output this is, for messages. @throws ELEMENT_NOT_ENCODABLE */
export function encodeParcel({ key, batch }: Parcel, node: string): WireParcel {
  const { origin, values, ...lineage } = batch;
  const columns: Columns = { ...origin, ...lineage };
  const text = `${JSON.stringify(columns)}\n${stringifyElements(values, node)}`;
  return [Buffer.from(key), Buffer.from(text)];
}

export function decodeParcel([key, value]: WireParcel): Parcel {
  const text = Buffer.from(value).toString();
  const end = text.indexOf('\n');
  const { split, branch, ...lineage } = JSON.parse(text.slice(0, end)) as Columns;
  const batch = { origin: { split, branch }, ...lineage, values: parseElements(text.slice(end + 1)) };
  const keyText = Buffer.from(key).toString();
  return new Parcel(Number.parseInt(keyText, 10), batch, keyText);
}

/**
 * Where the records of a batch come from: one source split, over one way through the graph.
 *
 * `split` is `<source uid>/<split id>`; `branch` tells the ways apart on which one record can reach a node twice
 * (a union of two branches), empty as long as there is one way only.
 */
export interface Origin {
  readonly split: string;
  readonly branch: string;
}

/**
 * Records on their way, column by column: `values[i]` was read at `positions[i]` of the origin's split.
 *
 * Lineage travels in columns beside the values and not in wrapper objects, so that operators cost a plain loop.
 * Every column has the length of `values`. A batch never mixes origins and is never empty.
 */
export interface Batch<T> {
  readonly origin: Origin;
  readonly values: readonly T[];
  /** Position in the split: an integer, unique in the split, the same each time the split is read. */
  readonly positions: readonly number[];
  /** Which output of its flatMaps a record is, for example `2` or `2.0`; absent before the first flatMap. */
  readonly subs?: readonly string[];
  /** What the nearest keyBy upstream returned; absent on streams without a key. */
  readonly keys?: readonly string[];
  /**
   * Why a user function failed on each of them, in words: only on batches of such records, which pass every operator by
   * and are dead-lettered by the sink. See `Sink.takesFailures`.
   */
  readonly failures?: readonly string[];
}

/** The lineage of one record, taken out of its batch. */
export interface Lineage {
  readonly origin: Origin;
  readonly position: number;
  readonly sub: string;
}

/** The lineage of record `index` of `batch`. */
export function lineageAt(batch: Batch<unknown>, index: number): Lineage {
  return { origin: batch.origin, position: batch.positions[index] ?? 0, sub: batch.subs?.[index] ?? '' };
}

/** The records of `batch` at `indices` (ascending), or undefined when there are none. */
export function pickRecords<T>(batch: Batch<T>, indices: readonly number[]): Batch<T> | undefined {
  if (indices.length === 0) return undefined;
  if (indices.length === batch.values.length) return batch;
  const pick = <C>(column: readonly C[]): C[] => indices.map((i) => column[i] as C);
  return {
    origin: batch.origin,
    values: pick(batch.values),
    positions: pick(batch.positions),
    ...(batch.subs && { subs: pick(batch.subs) }),
    ...(batch.keys && { keys: pick(batch.keys) }),
    ...(batch.failures && { failures: pick(batch.failures) }),
  };
}

/** How a record is called in messages: `record 17 of orders/0`. */
export function describeRecord(lineage: Lineage): string {
  const sub = lineage.sub === '' ? '' : ` (output ${lineage.sub})`;
  return `record ${lineage.position}${sub} of ${lineage.origin.split}`;
}

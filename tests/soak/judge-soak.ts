import type { Ledger } from '@weir/core';

/** What the job tells of itself. */
export interface SoakSample {
  readonly kind: 'before' | 'sample' | 'after';
  /** After a collection. */
  readonly rssMb: number;
  readonly heapMb: number;
  /** Open file descriptors. */
  readonly files: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly ledger?: Ledger;
  readonly state?: string;
  readonly drainMs?: number;
}

/** A {@link SoakSample} and when it came, in minutes since the start. */
export type TimedSample = SoakSample & { readonly minute: number };

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** The slope of `of` over time, by Theil and Sen: the median over all pairs, which a few outliers do not move. */
export function slopePerMinute(samples: readonly TimedSample[], of: 'rssMb' | 'heapMb'): number {
  const slopes = samples.flatMap((a, i) => samples.slice(i + 1).map((b) => (b[of] - a[of]) / (b.minute - a.minute)));
  return median(slopes);
}

/** Kinds of resources of which there are more in `after` than in `before`. */
export function leftOver(before: SoakSample, after: SoakSample): string[] {
  return Object.entries(after.resources)
    .filter(([kind, count]) => count > (before.resources[kind] ?? 0))
    .map(([kind, count]) => `${count - (before.resources[kind] ?? 0)} ${kind}`);
}

/** Records that are neither taken nor in the letters. */
export function lostRecords(accepted: number, has: (n: number) => boolean): number {
  let lost = 0;
  for (let n = 0; n < accepted; n++) if (!has(n)) lost++;
  return lost;
}

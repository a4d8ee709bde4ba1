import { runKills } from './kill-run.js';
import { planKills } from './kill-plan.js';
import type { KillVerdict } from './judge-run.js';

/** A series of runs. */
export interface SeriesOptions {
  readonly runs: number;
  /** Seed of the first run; those of the others follow. */
  readonly seed: number;
  /** Records of each run. */
  readonly records: number;
  /** How many runs go side by side. */
  readonly concurrency: number;
  readonly onVerdict?: (verdict: KillVerdict) => void;
}

/** What a series found. */
export interface SeriesSummary {
  readonly runs: number;
  readonly kills: number;
  /** Runs with a kill while records were held and a checkpoint existed. */
  readonly telling: number;
  readonly records: number;
  readonly delivered: number;
  readonly deadLettered: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly duplicatesAllowed: number;
  /** From the start of a process to its first request. */
  readonly restartMs: { readonly median: number; readonly longest: number };
  /** Each begins with the seed of its run. */
  readonly findings: readonly string[];
}

/** Carries out a series of runs. */
export async function runSeries(options: SeriesOptions): Promise<readonly KillVerdict[]> {
  const { runs, seed, records, concurrency, onVerdict } = options;
  const seeds = Array.from({ length: runs }, (_, i) => seed + i);
  const verdicts: KillVerdict[] = [];
  const work = async (): Promise<void> => {
    for (let next = seeds.shift(); next !== undefined; next = seeds.shift()) {
      const verdict = await runKills(planKills(next, records));
      verdicts.push(verdict);
      onVerdict?.(verdict);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return verdicts;
}

/** Sums a series up. */
export function summarize(verdicts: readonly KillVerdict[]): SeriesSummary {
  const sum = (of: (verdict: KillVerdict) => number): number => verdicts.reduce((total, one) => total + of(one), 0);
  const restarts = verdicts.flatMap(({ restartsMs }) => restartsMs).sort((a, b) => a - b);
  return {
    runs: verdicts.length,
    kills: sum(({ kills }) => kills),
    telling: sum(({ telling }) => Number(telling)),
    records: sum(({ records }) => records),
    delivered: sum(({ delivered }) => delivered),
    deadLettered: sum(({ deadLettered }) => deadLettered),
    lost: sum(({ lost }) => lost.length),
    duplicates: sum(({ duplicates }) => duplicates),
    duplicatesAllowed: sum(({ duplicatesAllowed }) => duplicatesAllowed),
    restartMs: { median: restarts[Math.floor(restarts.length / 2)] ?? 0, longest: restarts.at(-1) ?? 0 },
    findings: verdicts.flatMap(({ seed, findings }) => findings.map((finding) => `seed ${seed}: ${finding}`)),
  };
}

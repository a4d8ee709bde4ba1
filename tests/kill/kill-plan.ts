import { mulberry32 } from '../../packages/testing/src/endpoint/mulberry32.js';

/** When a process is killed, counted from its start. */
export type KillMoment =
  /** As soon as it says that it runs the job. */
  | { readonly kind: 'start' }
  /** `delayMs` after its `count`-th request arrived. */
  | { readonly kind: 'request'; readonly count: number; readonly delayMs: number }
  /** While it writes its `count`-th checkpoint. */
  | { readonly kind: 'save'; readonly count: number };

/** One run: the job, and what is done to it. All of it follows from the seed. */
export interface KillPlan {
  readonly seed: number;
  readonly records: number;
  readonly source: 'generate' | 'text-file';
  readonly keyed: boolean;
  readonly async: 'none' | 'ordered' | 'unordered';
  readonly queueCapacity: number;
  readonly intervalMs: number;
  /** Parallelism of the sink, start by start; one more than there are kills. */
  readonly parallelism: readonly number[];
  readonly kills: readonly KillMoment[];
}

type Random = () => number;

function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

function planKill(random: Random, records: number, last: boolean): KillMoment {
  const point = last ? 1 : random();
  if (point < 0.1) return { kind: 'start' };
  if (point < 0.3) return { kind: 'save', count: 1 + Math.floor(random() * 3) };
  return { kind: 'request', count: 1 + Math.floor(random() * records), delayMs: Math.floor(random() * 200) };
}

/** The run that `seed` stands for. */
export function planKills(seed: number, records: number): KillPlan {
  const random = mulberry32(seed);
  const count = 1 + Math.floor(random() * 5);
  // So that most come before the job is done.
  const share = (0.9 * records) / count;
  const kills = Array.from({ length: count }, (_, i) => planKill(random, share, i === count - 1));
  const widest = pick(random, [1, 2, 3]);
  const rescales = random() < 0.4;
  return {
    seed,
    records,
    source: pick(random, ['generate', 'generate', 'text-file']),
    keyed: random() < 0.5,
    async: pick(random, ['none', 'none', 'ordered', 'unordered']),
    queueCapacity: pick(random, [100, 10_000]),
    intervalMs: pick(random, [50, 200, 200, 500]),
    parallelism: [...kills, undefined].map(() => (rescales ? 1 + Math.floor(random() * 3) : widest)),
    kills,
  };
}

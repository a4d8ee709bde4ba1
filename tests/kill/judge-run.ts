import type { IdentityCount } from '@weir/testing';
import type { Done } from '../../packages/cli/src/end-to-end/weir-process.js';
import type { CheckpointOnDisk } from '../rig/checkpoint-files.js';
import { lineBytes } from './kill-job.js';
import type { KillPlan } from './kill-plan.js';

/** One kill -9. */
export interface Kill {
  /** Requests that had no answer yet: held for certain. */
  readonly inFlight: number;
  /** The newest checkpoint that was left behind. */
  readonly checkpoint: CheckpointOnDisk | undefined;
  /** The records that had arrived at the endpoint when the process was gone. */
  readonly seen: readonly number[];
}

/** What there is to judge. */
export interface KillEvidence {
  readonly plan: KillPlan;
  /** How the last process ended. */
  readonly done: Done;
  readonly summary: unknown;
  /** Whether there was a checkpoint after the job had finished. */
  readonly checkpointLeft: boolean;
  readonly identities: ReadonlyMap<string, IdentityCount>;
  readonly letters: ReadonlySet<number>;
  readonly kills: readonly Kill[];
  readonly restartsMs: readonly number[];
}

/** What came out. */
export interface KillVerdict {
  readonly seed: number;
  readonly kills: number;
  /** Whether a kill came while records were held and a checkpoint existed. */
  readonly telling: boolean;
  readonly records: number;
  readonly delivered: number;
  /** Records of which there is a letter and no delivery; with a kill in between both can be. */
  readonly deadLettered: number;
  readonly lost: readonly number[];
  /** Records that were taken again because of a kill; those that faults alone explain are not counted. */
  readonly duplicates: number;
  /** Sum over the kills of the records that had been sent, and were accepted since the last checkpoint or held in it. */
  readonly duplicatesAllowed: number;
  readonly restartsMs: readonly number[];
  /** What should not have been, in words; empty for a good run. */
  readonly findings: readonly string[];
}

/** Whether record `n` was accepted after the checkpoint that a kill left, or held in it: then it may come twice. */
function mayRepeat(n: number, { checkpoint }: Kill, { source }: KillPlan): boolean {
  if (!checkpoint) return true;
  return checkpoint.held.has(n) || n >= checkpoint.position / (source === 'text-file' ? lineBytes : 1);
}

/** Answers after which the sender cannot know whether its request was taken: it has to send it again. */
function ambiguousAnswers({ answers }: IdentityCount): number {
  return answers.filter((label) => label === 'reset' || label === 'truncated').length;
}

/** The records that were taken more often than faults and kills explain. */
function unexplained({ identities, kills, plan }: KillEvidence): string[] {
  return [...identities].flatMap(([n, count]) => {
    const repeats = kills.filter((kill) => mayRepeat(Number(n), kill, plan)).length;
    const allowed = 1 + ambiguousAnswers(count) + repeats;
    return count.taken > allowed ? [`record ${n} was taken ${count.taken} times, ${allowed} can be explained`] : [];
  });
}

/** How the last process should have ended, and how it did. */
function endFindings({ done, summary, checkpointLeft, letters, plan: { records } }: KillEvidence): string[] {
  const { state, ledger } = (summary ?? {}) as { state?: string; ledger?: Readonly<Record<string, number>> };
  const exitCode = letters.size > 0 ? 2 : 0;
  return [
    ...(done.exitCode === exitCode ? [] : [`exit code ${done.exitCode}, expected ${exitCode}: ${done.stderr}`]),
    ...(state === 'finished' ? [] : [`the state is ${String(state)}`]),
    ...(checkpointLeft ? ['a checkpoint was left behind'] : []),
    // Its counters go on over restarts: each record once, however often it was sent.
    ...(ledger?.['accepted'] === records && ledger['held'] === 0 ? [] : [`the ledger is ${JSON.stringify(ledger)}`]),
  ];
}

/** Judges a run by what the endpoint took and what is in the letters. */
export function judgeRun(evidence: KillEvidence): KillVerdict {
  const { plan, identities, letters, kills, restartsMs } = evidence;
  const taken = [...identities.values()].filter((count) => count.taken > 0);
  const isSomewhere = (n: number): boolean => (identities.get(String(n))?.taken ?? 0) > 0 || letters.has(n);
  const lost = Array.from({ length: plan.records }, (_, n) => n).filter((n) => !isSomewhere(n));
  return {
    seed: plan.seed,
    kills: kills.length,
    telling: kills.some(({ inFlight, checkpoint }) => checkpoint && (inFlight > 0 || checkpoint.held.size > 0)),
    records: plan.records,
    delivered: taken.length,
    deadLettered: [...letters].filter((n) => !identities.get(String(n))?.taken).length,
    lost,
    duplicates: taken.reduce((sum, count) => sum + Math.max(0, count.taken - 1 - ambiguousAnswers(count)), 0),
    duplicatesAllowed: kills.reduce((sum, kill) => sum + kill.seen.filter((n) => mayRepeat(n, kill, plan)).length, 0),
    restartsMs,
    findings: [
      ...(lost.length > 0 ? [`lost: ${lost.slice(0, 20).join(', ')}`] : []),
      ...unexplained(evidence).slice(0, 5),
      ...endFindings(evidence),
    ],
  };
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomFaults, startEndpoint, type Endpoint } from '@weir/testing';
import { Project, type Done, type WeirProcess } from '../../packages/cli/src/end-to-end/weir-process.js';
import { newestCheckpoint } from '../rig/checkpoint-files.js';
import { letterNumbers, numberOf } from '../rig/open-letters.js';
import { judgeRun, type Kill, type KillVerdict } from './judge-run.js';
import { killJob, textFile } from './kill-job.js';
import { reach } from './kill-moments.js';
import type { KillPlan } from './kill-plan.js';

/** A process that takes longer hangs, and that is a finding. */
const deadlineMs = 120_000;

function startFaultyEndpoint(seed: number): Promise<Endpoint> {
  return startEndpoint({
    keep: 'identities',
    identify: ({ target }) => String(numberOf(target)),
    script: randomFaults({
      seed,
      shares: [
        { share: 0.05, answer: 503 },
        { share: 0.02, answer: { kind: 'close' } },
        { share: 0.02, answer: { kind: 'reset', taken: true } },
        { share: 0.01, answer: { kind: 'truncated', status: 200, body: 'cut in the middle' } },
        { share: 0.02, answer: 404 },
        { share: 0.1, answer: (random) => ({ kind: 'status', status: 200, delayMs: Math.floor(random() * 500) }) },
      ],
    }),
  });
}

function argumentsOf({ queueCapacity, intervalMs, parallelism }: KillPlan, start: number): string[] {
  const settings = {
    'pipeline.name': 'kill',
    'kill.parallelism': parallelism[start] ?? 1,
    'execution.checkpointing.interval': `${intervalMs}ms`,
    'http.sink.threshold.queueCapacity': queueCapacity,
    'http.sink.threshold.timeout': '20s',
  };
  const parameters = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]);
  return ['run', 'job.ts', '--summary', 'summary.json', ...parameters];
}

/** Its end; when it does not come, the process is killed and what it wrote is the message. */
async function endOf(job: WeirProcess, seed: number): Promise<Done> {
  const hung = AbortSignal.timeout(deadlineMs);
  hung.addEventListener('abort', () => job.signal('SIGKILL'), { once: true });
  const done = await job.done;
  if (hung.aborted) throw new Error(`seed ${seed}: the job did not end within ${deadlineMs} ms.\n${done.stderr}`);
  return done;
}

/** A job that is killed as planned and then left to finish. */
class KillRun {
  readonly #plan: KillPlan;
  readonly #endpoint: Endpoint;
  readonly #project: Project;
  readonly #checkpoints: string;
  readonly #kills: Kill[] = [];
  readonly #restartsMs: number[] = [];

  constructor(plan: KillPlan, endpoint: Endpoint, project: Project) {
    this.#plan = plan;
    this.#endpoint = endpoint;
    this.#project = project;
    this.#checkpoints = join(project.folder, '.weir', 'kill');
  }

  async toEnd(): Promise<KillVerdict> {
    let done: Done | undefined;
    for (let start = 0; !done; start++) done = await this.#start(start);
    return judgeRun({
      plan: this.#plan,
      done,
      summary: await this.#project.readJson('summary.json').catch(() => undefined),
      checkpointLeft: newestCheckpoint(this.#checkpoints) !== undefined,
      identities: this.#endpoint.ledger.identities,
      letters: await letterNumbers(this.#project.folder),
      kills: this.#kills,
      restartsMs: this.#restartsMs,
    });
  }

  /** Starts the job, and kills it at the planned moment; gives how it ended if it came to its own end before. */
  async #start(start: number): Promise<Done | undefined> {
    // It is there before the job is, so that it can be watched.
    mkdirSync(this.#checkpoints, { recursive: true });
    const resumable = newestCheckpoint(this.#checkpoints);
    const requestsBefore = this.#endpoint.ledger.counts.requests;
    const startedAt = performance.now();
    const job = this.#project.start(argumentsOf(this.#plan, start));
    let over = false;
    void this.#endpoint
      .waitFor(({ counts }) => over || counts.requests > requestsBefore, { deadlineMs })
      .then(() => start > 0 && !over && this.#restartsMs.push(Math.round(performance.now() - startedAt)))
      // A process that is killed at its start sends nothing.
      .catch(() => undefined);
    const inFlight = this.#killAsPlanned(start, job, requestsBefore);
    const done = await endOf(job, this.#plan.seed);
    over = true;
    const resumed = /from checkpoint (\d+)/.exec(done.stderr)?.[1];
    if (resumed !== undefined && Number(resumed) !== resumable?.id) {
      throw new Error(`seed ${this.#plan.seed}: resumed from ${resumed}, the newest was ${String(resumable?.id)}.`);
    }
    if (done.exitCode !== null) return done;
    const seen = [...this.#endpoint.ledger.identities.keys()].map(Number);
    this.#kills.push({ inFlight: inFlight(), checkpoint: newestCheckpoint(this.#checkpoints), seen });
    return undefined;
  }

  /** Gives a function that tells how many requests were in flight at the kill. */
  #killAsPlanned(start: number, job: WeirProcess, requestsBefore: number): () => number {
    const moment = this.#plan.kills[start];
    const over = new AbortController();
    let inFlight = 0;
    void job.done.then(() => over.abort());
    const scene = { job, endpoint: this.#endpoint, requestsBefore, checkpoints: this.#checkpoints };
    if (moment) {
      void reach(moment, scene, over.signal)
        .then(() => {
          inFlight = this.#endpoint.ledger.counts.open;
          job.signal('SIGKILL');
        })
        // It ended before the moment came.
        .catch(() => undefined);
    }
    return () => inFlight;
  }
}

/** Carries `plan` out and judges it; the endpoint and the letters are the truth. */
export async function runKills(plan: KillPlan): Promise<KillVerdict> {
  await using endpoint = await startFaultyEndpoint(plan.seed);
  await using project = await Project.create({ 'job.ts': killJob(plan, endpoint.url) });
  if (plan.source === 'text-file') await project.write('records.txt', textFile(plan.records));
  return await new KillRun(plan, endpoint, project).toEnd();
}

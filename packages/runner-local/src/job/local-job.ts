import {
  describeError,
  JobFailedError,
  stderrLogger,
  sumLedgers,
  systemClock,
  type Clock,
  type JobHandle,
  type JobState,
  type Logger,
  type PreparedJob,
} from '@weir/core';
import { firstValueFrom, lastValueFrom, race, ReplaySubject, Subject, takeUntil, timer } from 'rxjs';
import type { RestoredState } from '../checkpoint/restored-state.js';
import { planJob } from '../plan/plan-job.js';
import { createRestartStrategy, type RestartStrategy } from '../restart/restart-strategy.js';
import { timer$ } from '../rx/timer.js';
import { JobAttempt, type AttemptEnd } from './job-attempt.js';
import { JobCheckpoints } from './job-checkpoints.js';
import { observeJob } from './job-metrics.js';
import type { JobStatus } from './job-status.js';
import type { LocalJobResult } from './local-job-result.js';
import { defaultDrainDeadlineMs, type RunLocalOptions } from './options.js';
import { unrewindableSources } from './unrewindable-sources.js';

const cancelled = 'the job was cancelled';

/** What the user asked for last; `run` until then. */
type Wish = 'run' | 'drain' | 'cancel';

/** A job of the local runner: its attempts, one after the other, from its start to its result. */
export class LocalJob implements Omit<JobHandle, 'result'> {
  readonly #options: RunLocalOptions;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #wish$ = new Subject<Wish>();
  readonly #ended$ = new ReplaySubject<void>(1);
  readonly #ended: Promise<void>;
  #wish: Wish = 'run';
  #attempt: JobAttempt | undefined;
  #restarts = 0;

  constructor(options: RunLocalOptions) {
    this.#options = options;
    this.#logger = options.logger ?? stderrLogger;
    this.#clock = options.clock ?? systemClock;
    this.#ended = lastValueFrom(this.#ended$);
  }

  /** The counters at this moment; undefined before the job has started. */
  status(): JobStatus | undefined {
    const status = this.#attempt?.status();
    return status && { ...status, restarts: this.#restarts };
  }

  /** Runs the job to its end. @throws JobFailedError */
  async run(prepared: PreparedJob): Promise<LocalJobResult> {
    const [clock, logger] = [this.#clock, this.#logger];
    const checkpoints = new JobCheckpoints({ prepared, checkpointing: this.#options.checkpoints ?? {}, clock, logger });
    const endMetrics = observeJob(this.#options.metrics, {
      attempt: () => this.#attempt,
      restarts: () => this.#restarts,
      checkpoints: () => checkpoints.counts,
    });
    try {
      return await this.#runAttempts(prepared, checkpoints);
    } finally {
      endMetrics();
      await checkpoints.close();
    }
  }

  /** Says that the job has ended, whether it ever ran or not. */
  end(): void {
    this.#ended$.next();
    this.#ended$.complete();
  }

  async drain(options: { readonly deadlineMs?: number } = {}): Promise<void> {
    if (this.#wish === 'run') {
      this.#ask('drain');
      this.#attempt?.stopSources();
      timer(options.deadlineMs ?? this.#drainDeadlineMs)
        .pipe(takeUntil(this.#ended$))
        .subscribe(() => void this.#attempt?.force('the job was stopped and its drain deadline passed'));
    }
    await this.#ended;
  }

  async cancel(): Promise<void> {
    if (this.#wish !== 'cancel') {
      this.#ask('cancel');
      this.#attempt?.stopSources();
      await this.#attempt?.force(cancelled);
    }
    await this.#ended;
  }

  get #drainDeadlineMs(): number {
    return this.#options.drainDeadlineMs ?? defaultDrainDeadlineMs;
  }

  #ask(wish: Wish): void {
    this.#wish = wish;
    this.#wish$.next(wish);
  }

  async #runAttempts(prepared: PreparedJob, checkpoints: JobCheckpoints): Promise<LocalJobResult> {
    const startedAt = Date.now();
    const decide = this.#restartStrategy(prepared, checkpoints);
    const begun = await checkpoints.open();
    for (let restored = begun; ; restored = await checkpoints.latest(begun)) {
      const attempt = this.#begin(prepared, checkpoints, restored);
      const run = await attempt.run();
      if (run.kind === 'failed' && (await this.#restart(run.cause, decide, attempt))) continue;
      const end = await this.#conclude(attempt, run, checkpoints);
      const sinks = attempt.results();
      await attempt.close();
      const result: LocalJobResult = {
        job: prepared.graph.job,
        state: this.#stateOf(end),
        ledger: sumLedgers(sinks.map(({ ledger }) => ledger)),
        sinks,
        durationMs: Date.now() - startedAt,
        restarts: this.#restarts,
        checkpoints: checkpoints.counts,
        ...(begun.checkpoint && { resumedFrom: begun.checkpoint.id }),
      };
      if (end.kind === 'failed') throw new JobFailedError(result, end.cause);
      return result;
    }
  }

  #begin(prepared: PreparedJob, checkpoints: JobCheckpoints, restored: RestoredState): JobAttempt {
    const attempt = new JobAttempt({
      prepared,
      plan: planJob(prepared.graph),
      restored,
      coordinator: checkpoints.coordinate(),
      checkpointing: checkpoints.options,
      clock: this.#clock,
      logger: this.#logger,
      metrics: this.#options.metrics,
    });
    this.#attempt = attempt;
    if (this.#wish !== 'run') attempt.stopSources();
    if (this.#wish === 'cancel') void attempt.force(cancelled);
    return attempt;
  }

  /** A restart without checkpoints reads everything again; a source that cannot would leave out what was held. */
  #restartStrategy({ parameters, graph }: PreparedJob, checkpoints: JobCheckpoints): RestartStrategy {
    const decide = createRestartStrategy(parameters, Math.random);
    const fixed = checkpoints.options ? '' : unrewindableSources(graph);
    return (now) => {
      const decision = decide(now);
      if (decision.kind === 'fail' || fixed === '') return decision;
      this.#logger.warn(`No restart: the source ${fixed} cannot be read again.`);
      return { kind: 'fail' };
    };
  }

  /** Closes the failed attempt and waits, if the strategy says so; a wish to stop ends the waiting. */
  async #restart(cause: unknown, decide: RestartStrategy, attempt: JobAttempt): Promise<boolean> {
    const decision = this.#wish === 'run' ? decide(this.#clock.now()) : undefined;
    if (decision?.kind !== 'restart') return false;
    this.#restarts++;
    this.#logger.warn(`Restart ${this.#restarts} in ${decision.delayMs} ms, because: ${describeError(cause)}`);
    const over$ = race(timer$(this.#clock, decision.delayMs), this.#wish$);
    await Promise.all([attempt.close(), firstValueFrom(over$)]);
    return true;
  }

  /** Gives what is left its place, which can fail as well. */
  async #conclude(attempt: JobAttempt, end: AttemptEnd, checkpoints: JobCheckpoints): Promise<AttemptEnd> {
    try {
      await this.#settle(attempt, end, checkpoints);
      return end;
    } catch (cause) {
      return { kind: 'failed', cause };
    }
  }

  async #settle(attempt: JobAttempt, end: AttemptEnd, checkpoints: JobCheckpoints): Promise<void> {
    const { options } = checkpoints;
    const exhausted = end.kind === 'ended' && end.exhausted;
    if (exhausted) await checkpoints.clear();
    else if (!options || (options.deleteWhenStopped && end.kind !== 'failed'))
      await this.#settleForGood(attempt, checkpoints);
    else if (end.kind === 'ended') await attempt.concludeCheckpoints();
  }

  /** No run goes on from here: it is the last chance of what is held. Checkpoints stay for what cannot take it. */
  async #settleForGood(attempt: JobAttempt, checkpoints: JobCheckpoints): Promise<void> {
    await attempt.settle(this.#drainDeadlineMs);
    if (attempt.results().every(({ ledger }) => ledger.held === 0)) await checkpoints.clear();
  }

  #stateOf(end: AttemptEnd): JobState {
    if (end.kind === 'failed') return 'failed';
    if (this.#wish === 'cancel') return 'cancelled';
    return end.kind === 'ended' && end.exhausted ? 'finished' : 'drained';
  }
}

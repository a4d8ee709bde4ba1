import { setMaxListeners } from 'node:events';
import {
  JobFailedError,
  stderrLogger,
  sumLedgers,
  systemClock,
  type JobHandle,
  type JobResult,
  type JobState,
  type Logger,
  type PreparedJob,
} from '@weir/core';
import { ignoreElements, lastValueFrom, merge, ReplaySubject, Subject, takeUntil, tap, timer } from 'rxjs';
import { planJob } from '../plan/plan-job.js';
import { cycles$ } from '../rx/cycles.js';
import { sinkResults, statusOf, type JobStatus } from './job-status.js';
import { OpenTasks } from './open-tasks.js';
import { defaultDrainDeadlineMs, type RunLocalOptions } from './options.js';
import { settleWriter } from './settle-writers.js';

/** How long subtasks may take to come to their end once nothing they hold will be delivered any more. */
const forcedStopGraceMs = 1_000;

/** What the user asked for last; `run` until then. */
type Wish = 'run' | 'drain' | 'cancel';

const stateByWish = { run: 'finished', drain: 'drained', cancel: 'cancelled' } as const satisfies Record<
  Wish,
  JobState
>;

/** A job of the local runner, from its first subtask to its result. */
export class LocalJob implements Omit<JobHandle, 'result'> {
  readonly #options: RunLocalOptions;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  readonly #failure$ = new Subject<never>();
  readonly #ended$ = new ReplaySubject<void>(1);
  readonly #ended: Promise<void>;
  #wish: Wish = 'run';
  #forced = false;
  /** Whether the writers are done with: nothing may be asked of them any more. */
  #closed = false;
  #tasks: OpenTasks | undefined;

  constructor(options: RunLocalOptions) {
    this.#options = options;
    this.#logger = options.logger ?? stderrLogger;
    // Each call of a mapAsync listens to this signal; how many there are is bounded by the job, not by a leak.
    setMaxListeners(0, this.#abort.signal);
    this.#ended = lastValueFrom(this.#ended$);
  }

  /** The counters at this moment; undefined before the job has started. */
  status(): JobStatus | undefined {
    return this.#tasks && statusOf(this.#tasks);
  }

  /** Runs the subtasks to their end. @throws JobFailedError */
  async run(prepared: PreparedJob): Promise<JobResult> {
    const startedAt = Date.now();
    const tasks = new OpenTasks(planJob(prepared.graph), {
      prepared,
      clock: this.#options.clock ?? systemClock,
      logger: this.#logger,
      signal: this.#abort.signal,
      fail: (error) => this.#failure$.error(error),
    });
    this.#tasks = tasks;
    const failure = await this.#runTasks(tasks);
    if (failure) await this.#settleAfter(tasks);
    const sinks = sinkResults(tasks.writers);
    await this.#close(tasks);
    const result: JobResult = {
      job: prepared.graph.job,
      state: failure ? 'failed' : stateByWish[this.#wish],
      ledger: sumLedgers(sinks.map(({ ledger }) => ledger)),
      sinks,
      durationMs: Date.now() - startedAt,
    };
    if (failure) throw new JobFailedError(result, failure.cause);
    return result;
  }

  /** Says that the job has ended, whether it ever ran or not. */
  end(): void {
    this.#ended$.next();
    this.#ended$.complete();
  }

  async drain(options: { readonly deadlineMs?: number } = {}): Promise<void> {
    if (this.#wish === 'run') {
      this.#wish = 'drain';
      const deadlineMs = options.deadlineMs ?? this.#options.drainDeadlineMs ?? defaultDrainDeadlineMs;
      this.#stopSources();
      timer(deadlineMs)
        .pipe(takeUntil(this.#ended$))
        .subscribe(() => this.#force('the job was stopped and its drain deadline passed'));
    }
    await this.#ended;
  }

  async cancel(): Promise<void> {
    if (this.#wish !== 'cancel') {
      this.#wish = 'cancel';
      this.#stopSources();
      this.#force('the job was cancelled');
    }
    await this.#ended;
  }

  async #runTasks(tasks: OpenTasks): Promise<{ readonly cause: unknown } | undefined> {
    try {
      await tasks.open();
      if (this.#wish !== 'run') this.#stopSources();
      if (this.#wish === 'cancel') this.#force('the job was cancelled');
      const work$ = merge(...tasks.cycles.map(cycles$)).pipe(
        ignoreElements(),
        tap({ complete: () => this.#failure$.complete() }),
      );
      await lastValueFrom(merge(work$, this.#failure$), { defaultValue: undefined });
      return undefined;
    } catch (cause) {
      const stoppedByForce = this.#forced && this.#abort.signal.aborted;
      this.#abort.abort(cause);
      return stoppedByForce ? undefined : { cause };
    }
  }

  #stopSources(): void {
    for (const source of this.#tasks?.sources ?? []) source.stop();
  }

  /** Lets nothing more be delivered: what is held is dead-lettered, and so is what still comes down the stream. */
  #force(reason: string): void {
    const tasks = this.#tasks;
    if (this.#forced || this.#closed || !tasks) return;
    this.#forced = true;
    for (const { writer } of tasks.writers) {
      writer.abandon(reason).catch((error: unknown) => this.#failure$.error(error));
    }
    timer(forcedStopGraceMs)
      .pipe(takeUntil(this.#ended$))
      .subscribe(() => this.#abort.abort(new Error(reason)));
  }

  async #settleAfter(tasks: OpenTasks): Promise<void> {
    const deadlineMs = this.#options.drainDeadlineMs ?? defaultDrainDeadlineMs;
    const able = tasks.writers.filter(({ health }) => !health.failed);
    await Promise.all(able.map((open) => settleWriter(open, deadlineMs, this.#logger)));
  }

  async #close(tasks: OpenTasks): Promise<void> {
    this.#closed = true;
    this.#abort.abort(new Error('the job has ended'));
    const closing = [...tasks.readers, ...tasks.writers.map(({ writer }) => writer)].map(async (open) => open.close());
    for (const outcome of await Promise.allSettled(closing)) {
      if (outcome.status === 'rejected') this.#logger.warn(`Closing failed: ${String(outcome.reason)}`);
    }
  }
}

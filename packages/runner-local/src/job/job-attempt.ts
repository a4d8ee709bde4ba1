import { setMaxListeners } from 'node:events';
import type { Clock, Logger, Metrics, PreparedJob, SinkResult } from '@weir/core';
import {
  firstValueFrom,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  race,
  ReplaySubject,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { CheckpointOptions } from '../checkpoint/checkpoint-options.js';
import type { CheckpointCoordinator } from '../checkpoint/coordinator.js';
import type { RestoredState } from '../checkpoint/restored-state.js';
import type { ExecutionPlan } from '../plan/execution-plan.js';
import { cycles$ } from '../rx/cycles.js';
import { timer$ } from '../rx/timer.js';
import { sinkResults, statusOf, type JobStatus } from './job-status.js';
import { OpenTasks } from './open-tasks.js';
import { settleWriter } from './settle-writers.js';

/** How long subtasks may take to come to their end once nothing they hold will be delivered any more. */
const forcedStopGraceMs = 1_000;

/** What one attempt at running a job works with. */
export interface AttemptContext {
  readonly prepared: PreparedJob;
  readonly plan: ExecutionPlan;
  readonly restored: RestoredState;
  readonly coordinator: CheckpointCoordinator;
  /** Time between checkpoints; undefined when there are none. */
  readonly checkpointing: CheckpointOptions | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics | undefined;
}

/** How an attempt ended. */
export type AttemptEnd =
  /** Everything that was read has been settled. `exhausted` tells whether the sources had more. */
  | { readonly kind: 'ended'; readonly exhausted: boolean }
  /** It was stopped by force; what was held is in the last checkpoint, or dead-lettered where there is none. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly cause: unknown };

/** One attempt at running a job: from opening its subtasks to closing them. */
export class JobAttempt {
  readonly #context: AttemptContext;
  readonly #tasks: OpenTasks;
  readonly #abort = new AbortController();
  readonly #failure$ = new Subject<never>();
  readonly #over$ = new ReplaySubject<void>(1);
  #stopping = false;
  #opened = false;
  /** Why the attempt ends by force, once somebody has asked for that. */
  #forced: string | undefined;
  #closed = false;

  constructor(context: AttemptContext) {
    this.#context = context;
    // Each call of a mapAsync listens to this signal; how many there are is bounded by the job, not by a leak.
    setMaxListeners(0, this.#abort.signal);
    this.#tasks = new OpenTasks({
      ...context,
      signal: this.#abort.signal,
      fail: (error) => this.#failure$.error(error),
    });
  }

  status(): Omit<JobStatus, 'restarts'> {
    return statusOf(this.#tasks);
  }

  /** Runs the subtasks to their end. Nothing is closed yet: the ledgers can still be read. */
  async run(): Promise<AttemptEnd> {
    try {
      await this.#tasks.open();
      this.#opened = true;
      if (this.#stopping) this.stopSources();
      if (this.#forced !== undefined) void this.#stopByForce(this.#forced);
      const work$ = merge(...this.#tasks.cycles.map(cycles$)).pipe(
        ignoreElements(),
        tap({ complete: () => this.#over$.next() }),
      );
      const checkpoints$ = this.#checkpoints$().pipe(takeUntil(this.#over$));
      const failure$ = this.#failure$.pipe(takeUntil(this.#over$));
      await lastValueFrom(merge(work$, checkpoints$, failure$), { defaultValue: undefined });
      await this.#context.coordinator.idle();
      return { kind: 'ended', exhausted: this.#tasks.sources.every(({ flow }) => flow.isFinished()) };
    } catch (cause) {
      const stopped = this.#forced !== undefined && this.#abort.signal.aborted;
      this.#abort.abort(cause);
      this.#over$.next();
      await this.#context.coordinator.stop();
      return stopped ? { kind: 'stopped' } : { kind: 'failed', cause };
    }
  }

  stopSources(): void {
    this.#stopping = true;
    for (const { flow } of this.#tasks.sources) flow.stop();
  }

  /**
   * Ends the attempt without delivering any more: with checkpoints what is held goes into a last one, without it is
   * dead-lettered, and so is what still comes down the stream.
   */
  async force(reason: string): Promise<void> {
    if (this.#forced !== undefined || this.#closed) return;
    this.#forced = reason;
    // Before everything is open there is nothing to take a checkpoint of.
    if (this.#opened) await this.#stopByForce(reason);
  }

  /** The last checkpoint of an attempt that has come to its end before its sources have. */
  concludeCheckpoints(): Promise<void> {
    return this.#context.coordinator.take();
  }

  /** After a failure without checkpoints: delivers what is held until the deadline and dead-letters the rest. */
  async settle(deadlineMs: number): Promise<void> {
    const able = this.#tasks.writers.filter(({ health }) => !health.failed);
    await Promise.all(able.map((open) => settleWriter(open, deadlineMs, this.#context.logger)));
  }

  results(): SinkResult[] {
    return sinkResults(this.#tasks.writers);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#abort.abort(new Error('the job has ended'));
    const open = [...this.#tasks.readers, ...this.#tasks.writers.map(({ writer }) => writer)];
    for (const outcome of await Promise.allSettled(open.map(async (one) => one.close()))) {
      if (outcome.status === 'rejected') this.#context.logger.warn(`Closing failed: ${String(outcome.reason)}`);
    }
  }

  async #stopByForce(reason: string): Promise<void> {
    const { checkpointing, coordinator } = this.#context;
    const keeps = checkpointing !== undefined && !checkpointing.deleteWhenStopped;
    for (const { writer } of this.#tasks.writers) {
      // What a writer cannot put into a checkpoint has no other place.
      if (keeps && writer.snapshot) continue;
      writer.abandon(reason).catch((error: unknown) => this.#failure$.error(error));
    }
    if (keeps) {
      await coordinator.take().catch((error: unknown) => this.#failure$.error(error));
      this.#abort.abort(new Error(reason));
      // What is held is in the checkpoint: nobody waits for its delivery any more.
      this.#failure$.error(new Error(reason));
      return;
    }
    timer(forcedStopGraceMs)
      .pipe(takeUntil(this.#over$))
      .subscribe(() => this.#abort.abort(new Error(reason)));
  }

  #checkpoints$(): Observable<boolean> {
    const { checkpointing, coordinator, clock } = this.#context;
    let nextAt = clock.now() + (checkpointing?.intervalMs ?? 0);
    return cycles$(async () => {
      if (!checkpointing) return false;
      if (!(await this.#waitUntil(nextAt)) || this.#forced !== undefined) return false;
      const startedAt = clock.now();
      await coordinator.take();
      nextAt = Math.max(startedAt + checkpointing.intervalMs, clock.now() + checkpointing.minPauseMs);
      return true;
    });
  }

  /** Waits until `at`; false when the attempt was over before. */
  #waitUntil(at: number): Promise<boolean> {
    const { clock } = this.#context;
    const due$ = timer$(clock, Math.max(0, at - clock.now()));
    return firstValueFrom(race(due$.pipe(map(() => true)), this.#over$.pipe(map(() => false))));
  }
}

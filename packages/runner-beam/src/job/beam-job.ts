import {
  JobFailedError,
  sumLedgers,
  systemClock,
  WeirError,
  type JobGraph,
  type JobHandle,
  type JobResult,
  type JobState,
  type Logger,
} from '@weir/core';
import type { Received } from '../protocol/protos.js';
import { ledgerTransform } from '../pipeline/translate-graph.js';
import { ledgerOf } from '../worker/bundle-metrics.js';
import { findFailure } from '../worker/failure-text.js';
import { hasEnded, type EngineState } from './engine-state.js';
import type { EngineMessage, JobService } from './job-service.js';
import { findUnread } from './unread-splits.js';

/** How often the engine is asked how a job is doing. */
const lookMs = 200;

const results: Partial<Record<EngineState, JobState>> = {
  DONE: 'finished',
  DRAINED: 'drained',
  UPDATED: 'drained',
  CANCELLED: 'cancelled',
};

/** A job that an engine runs. */
export interface BeamJobHandle extends JobHandle {
  /** The job's id at the job service. */
  readonly jobId: string;
  /** What the engine says of it now. @throws BEAM_JOB_LOST */
  state(): Promise<EngineState>;
  /** What the engine has said of it, the oldest first. */
  messages(): readonly string[];
}

/** What a {@link BeamJob} is made of. */
export interface BeamJobParts {
  readonly jobId: string;
  readonly service: JobService;
  readonly graph: JobGraph;
  readonly logger: Logger;
  /** A failure of the job that it has again whenever it is started. */
  readonly lastingFailure: () => Promise<WeirError | undefined>;
}

/** Follows a job at the job service from its start to its end. */
export class BeamJob implements Omit<BeamJobHandle, 'result'> {
  readonly jobId: string;
  readonly #service: JobService;
  readonly #graph: JobGraph;
  readonly #logger: Logger;
  readonly #lastingFailure: BeamJobParts['lastingFailure'];
  readonly #startedAt = systemClock.now();
  readonly #messages: string[] = [];
  /** The worst that the engine told. */
  #failure: WeirError | undefined;
  #ended: Promise<JobResult> | undefined;

  constructor({ jobId, service, graph, logger, lastingFailure }: BeamJobParts) {
    this.jobId = jobId;
    this.#service = service;
    this.#graph = graph;
    this.#logger = logger;
    this.#lastingFailure = lastingFailure;
  }

  state(): Promise<EngineState> {
    return this.#service.state(this.jobId);
  }

  messages(): readonly string[] {
    return this.#messages;
  }

  /**
   * Beam knows no drain that every engine does: the job is cancelled as by {@link cancel}. What was not settled is
   * read again when it is started from a checkpoint or a savepoint of the engine.
   */
  drain(): Promise<void> {
    return this.cancel();
  }

  /** Asks the engine to cancel the job. On Flink the job server forgets it but Flink goes on: use Flink's REST there. */
  async cancel(): Promise<void> {
    await this.#service.cancel(this.jobId);
    // How it ended is for whoever waits for the result.
    await Promise.allSettled([this.follow()]);
  }

  /** Resolves when the job has ended. @throws JobFailedError, BEAM_JOB_LOST */
  follow(): Promise<JobResult> {
    return (this.#ended ??= this.#follow());
  }

  async #follow(): Promise<JobResult> {
    const stop = this.#service.followMessages(this.jobId, (message) => this.#hear(message));
    try {
      let state = await this.state();
      while (!hasEnded(state)) {
        const failure = await this.#lastingFailure();
        if (failure) return await this.#giveUp(failure);
        await new Promise<void>((resolve) => systemClock.setTimer(resolve, lookMs));
        state = await this.state();
      }
      return await this.#conclude(state);
    } finally {
      stop();
    }
  }

  /** The engine would start the job again, and again. */
  async #giveUp(failure: WeirError): Promise<never> {
    await this.#service.cancel(this.jobId);
    throw new JobFailedError(this.#result('failed', await this.#service.metrics(this.jobId)), failure);
  }

  async #conclude(state: EngineState): Promise<JobResult> {
    const metrics = await this.#service.metrics(this.jobId);
    const unread = state === 'DONE' ? findUnread(this.#graph, metrics) : undefined;
    if (unread) throw new JobFailedError(this.#result('failed', metrics), unread);
    const jobState = results[state];
    const result = this.#result(jobState ?? 'failed', metrics);
    if (jobState !== undefined) return result;
    const last = this.#messages.at(-1) ?? 'it gave no reason';
    throw new JobFailedError(result, this.#failure ?? new WeirError('BEAM_JOB_FAILED', last));
  }

  #result(state: JobState, metrics: readonly Received<'MonitoringInfo'>[]): JobResult {
    const sinks = this.#graph.nodes.flatMap((node) =>
      node.kind === 'sink'
        ? [{ uid: node.id, name: node.name, ledger: ledgerOf(ledgerTransform(node.id), metrics) }]
        : [],
    );
    const ledger = sumLedgers(sinks.map((sink) => sink.ledger));
    return { job: this.#graph.job, state, ledger, sinks, durationMs: systemClock.now() - this.#startedAt };
  }

  #hear({ messageText: text, importance }: EngineMessage): void {
    const isError = importance === 'JOB_MESSAGE_ERROR';
    this.#messages.push(text);
    this.#failure ??= findFailure(text) ?? (isError ? new WeirError('BEAM_JOB_FAILED', text) : undefined);
    if (isError || importance === 'JOB_MESSAGE_WARNING') this.#logger.warn(text);
    else this.#logger.debug(text);
  }
}

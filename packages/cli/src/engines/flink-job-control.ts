import { isWeirError, JobFailedError, systemClock, type JobResult, type Logger, type WeirError } from '@weir/core';
import type { FlinkJob, FlinkRest } from '@weir/flink-rest';
import type { BeamPackage } from './beam-package.js';
import type { Stop } from '../running/running-job.js';

/** What is known of a job on Flink. */
export interface FlinkJobOptions {
  readonly beam: BeamPackage;
  readonly flink: FlinkRest;
  /** The job's name in Flink. */
  readonly name: string;
  /** Where a savepoint goes when the job is stopped; default: there is none. */
  readonly savepoint: string | undefined;
  readonly logger: Logger;
}

const lookMs = 1_000;

const noRestarts =
  'Flink has no restart strategy: the first failure of a worker or TaskManager ends a job that takes no checkpoints. ' +
  "Set restart-strategy.type (and execution.checkpointing.interval) in Flink's configuration.";

/** What Beam's job service cannot do of a job on Flink, through Flink's own REST API: its Cancel leaves the job running. */
export class FlinkJobControl {
  readonly #options: FlinkJobOptions;
  #stopped: FlinkJob | undefined;
  #lookedAt = -Infinity;

  constructor(options: FlinkJobOptions) {
    this.#options = options;
  }

  get stop(): Stop {
    const { savepoint } = this.#options;
    const first = savepoint === undefined ? '' : `taking a savepoint in ${savepoint}, then `;
    return {
      announcement: `${first}cancelling the job in Flink. What is not settled yet is in its last checkpoint.`,
      begin: () => this.#stop(),
    };
  }

  /**
   * A failure with which Flink would start the job again and again: then it is cancelled there. Asked often, and looks
   * once a second. What Flink does not answer now it may answer later.
   */
  async lastingFailure(): Promise<WeirError | undefined> {
    const { beam, flink, name } = this.#options;
    if (systemClock.now() < this.#lookedAt + lookMs) return undefined;
    this.#lookedAt = systemClock.now();
    try {
      const job = await flink.findJob(name);
      const failure = job && beam.findLastingFailure(await flink.failures(job));
      if (job && failure) await flink.cancel(job);
      return failure;
    } catch (error) {
      if (isWeirError(error) && error.code.startsWith('FLINK_')) return undefined;
      throw error;
    }
  }

  /** Warns where a failure would end the job. @throws FLINK_UNAVAILABLE, FLINK_REFUSED */
  async warnWithoutRestarts(): Promise<void> {
    if ((await this.#options.flink.restartStrategy()) === undefined) this.#options.logger.warn(noRestarts);
  }

  /** Beam calls a job failed that was cancelled in Flink, and knows no ledger of it. */
  async explain(result: Promise<JobResult>): Promise<JobResult> {
    try {
      return await result;
    } catch (error) {
      const { beam, flink } = this.#options;
      const job = this.#stopped;
      if (!job || !(error instanceof JobFailedError)) throw error;
      return await beam.withFlinkLedger({ ...error.result, state: 'cancelled' }, (name) =>
        flink.accumulator(job, name),
      );
    }
  }

  async #stop(): Promise<void> {
    const { flink, name, savepoint, logger } = this.#options;
    const job = await flink.findJob(name);
    if (!job) throw new Error(`Flink has no job ${name}.`);
    if (savepoint !== undefined) logger.info(`Savepoint: ${await flink.savepoint(job, savepoint)}`);
    this.#stopped = job;
    await flink.cancel(job);
  }
}

import { WeirError, type Clock, type Logger, type PreparedJob } from '@weir/core';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { resolveCheckpointOptions, type CheckpointOptions } from '../checkpoint/checkpoint-options.js';
import type { CheckpointStorage } from '../checkpoint/checkpoint-storage.js';
import { CheckpointCoordinator } from '../checkpoint/coordinator.js';
import { FileStorage, readCheckpointFile } from '../checkpoint/file-storage.js';
import { MemoryStorage } from '../checkpoint/memory-storage.js';
import { RestoredState } from '../checkpoint/restored-state.js';
import type { CheckpointingOptions } from './options.js';
import { unrewindableSources } from './unrewindable-sources.js';

/** What the checkpoints of a job need. */
export interface JobCheckpointsContext {
  readonly prepared: PreparedJob;
  readonly checkpointing: CheckpointingOptions | false;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Checkpoints need sources that can go back; one that cannot turns them off, and the user is told which and why. */
function refuseUnrewindable({ prepared, logger }: JobCheckpointsContext): boolean {
  const fixed = unrewindableSources(prepared.graph);
  if (fixed === '') return false;
  logger.warn(
    `No checkpoints: the source ${fixed} cannot be read again from a position. ` +
      'What is held when the process is killed will be lost. Give fromIterable a function, or use a source that can rewind.',
  );
  return true;
}

/** What cannot be done is refused: to begin anew in silence would send everything again. */
function refuseContradictions({ fresh, from }: CheckpointingOptions, options: CheckpointOptions | undefined): void {
  if (from === undefined || (options && !fresh)) return;
  const problem = options
    ? '--fresh removes what --from names. Give one of them.'
    : '--from needs checkpoints, and they are off for this job. Turn them on, or leave --from out.';
  throw new WeirError('CONFIG_CONFLICT', problem, { details: { from } });
}

/** The options, with the job's identity: its `pipeline.name`, else what the caller makes of its name. */
function resolveOptions(
  { parameters, graph }: PreparedJob,
  { identity, defaultIntervalMs }: CheckpointingOptions,
): CheckpointOptions | undefined {
  const named = parameters.has('pipeline.name') || parameters.has('app.name');
  const name = named || !identity ? graph.job : identity(graph.job);
  return resolveCheckpointOptions(parameters, name, defaultIntervalMs);
}

/** The checkpoints of one job over all its attempts: where they are kept, where the job goes on from. */
export class JobCheckpoints {
  /** Undefined when checkpoints are off. */
  readonly options: CheckpointOptions | undefined;
  readonly #context: JobCheckpointsContext & { readonly checkpointing: CheckpointingOptions };
  readonly #storage: CheckpointStorage;
  #completed = 0;
  #failed = 0;
  #lastId = 0;
  #opened = false;
  #coordinator: CheckpointCoordinator | undefined;

  /** @throws CONFIG_INVALID_VALUE, CONFIG_CONFLICT */
  constructor(context: JobCheckpointsContext) {
    const { prepared, logger } = context;
    const checkpointing = context.checkpointing === false ? {} : context.checkpointing;
    const options = context.checkpointing === false ? undefined : resolveOptions(prepared, checkpointing);
    this.options = options && !refuseUnrewindable(context) ? options : undefined;
    refuseContradictions(checkpointing, this.options);
    this.#context = { ...context, checkpointing };
    this.#storage =
      checkpointing.storage ??
      (this.options
        ? new FileStorage({ directory: this.options.directory, retained: this.options.retained, logger })
        : new MemoryStorage());
  }

  get counts(): { readonly completed: number; readonly failed: number } {
    const { completed, failed } = this.#coordinator?.counts ?? { completed: 0, failed: 0 };
    return { completed: this.#completed + completed, failed: this.#failed + failed };
  }

  /** Takes possession of the storage and finds what the job goes on from. */
  async open(): Promise<RestoredState> {
    const { checkpointing, prepared, logger } = this.#context;
    if (!this.options) return this.#restored(undefined);
    await this.#storage.open();
    this.#opened = true;
    if (checkpointing.fresh) await this.#storage.clear();
    this.#lastId = await this.#storage.lastId();
    const checkpoint =
      checkpointing.from === undefined ? await this.#storage.latest() : await readCheckpointFile(checkpointing.from);
    if (checkpoint && checkpoint.job !== prepared.graph.job) throw otherJob(checkpoint, prepared.graph.job);
    if (checkpoint) {
      logger.info(
        `Resuming ${checkpoint.job} from checkpoint ${checkpoint.id} of ${new Date(checkpoint.at).toISOString()} in ${checkpointing.from ?? this.#storage.description}; --fresh would begin anew.`,
        { checkpoint: checkpoint.id },
      );
    }
    return this.#restored(checkpoint);
  }

  /** What an attempt after a failure goes on from: the last checkpoint of this run, else what the run began with. */
  async latest(begun: RestoredState): Promise<RestoredState> {
    // Without one of this run, the newest that is kept may be from before the one that --from named.
    return this.counts.completed > 0 ? this.#restored(await this.#storage.latest()) : begun;
  }

  /** The coordinator of the next attempt. */
  coordinate(): CheckpointCoordinator {
    const { prepared, clock, logger } = this.#context;
    ({ completed: this.#completed, failed: this.#failed } = this.counts);
    this.#lastId = Math.max(this.#lastId, this.#coordinator?.lastId ?? 0);
    this.#coordinator = new CheckpointCoordinator({
      job: prepared.graph.job,
      options: this.options ?? { timeoutMs: 0, tolerableFailures: 0 },
      storage: this.#storage,
      clock,
      logger,
      lastId: this.#lastId,
    });
    return this.#coordinator;
  }

  /** Forgets every checkpoint: there is nothing to go on with. */
  async clear(): Promise<void> {
    if (this.options) await this.#storage.clear();
  }

  /** Lets go of the storage, if it was ever taken. */
  async close(): Promise<void> {
    if (this.#opened) await this.#storage.close();
  }

  #restored(checkpoint: Checkpoint | undefined): RestoredState {
    const { prepared, checkpointing } = this.#context;
    return new RestoredState(checkpoint, prepared.graph, checkpointing.allowNonRestoredState ?? false);
  }
}

function otherJob(checkpoint: Checkpoint, job: string): WeirError {
  return new WeirError(
    'CHECKPOINT_OTHER_JOB',
    `The checkpoint belongs to the job ${checkpoint.job}, not to ${job}. Name one of this job, or set pipeline.name.`,
    { details: { job: checkpoint.job } },
  );
}

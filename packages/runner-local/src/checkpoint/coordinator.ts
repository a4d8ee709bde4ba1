import { describeError, WeirError, type Clock, type Logger } from '@weir/core';
import { checkpointVersion, mergeStates, type Checkpoint, type NodeState } from './checkpoint.js';
import type { CheckpointOptions } from './checkpoint-options.js';
import type { CheckpointStorage } from './checkpoint-storage.js';
import type { CheckpointReports, Participant } from './participant.js';

/** What a coordinator works with. */
export interface CoordinatorContext {
  readonly job: string;
  readonly options: Pick<CheckpointOptions, 'timeoutMs' | 'tolerableFailures'>;
  readonly storage: CheckpointStorage;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Id of the newest checkpoint that there is; 0 when there is none. */
  readonly lastId: number;
}

/** A checkpoint that waits for its participants. */
interface Pending {
  readonly id: number;
  readonly at: number;
  readonly missing: Set<Participant>;
  readonly states: Map<string, NodeState[]>;
  readonly complete: () => void;
  readonly giveUp: (reason: Error) => void;
  readonly completed: Promise<void>;
}

/** How many checkpoints there were. */
export interface CheckpointCounts {
  readonly completed: number;
  readonly failed: number;
}

/** Takes checkpoints: triggers the participants, gathers what they acknowledge, keeps what is complete. */
export class CheckpointCoordinator implements CheckpointReports {
  readonly #context: CoordinatorContext;
  readonly #participants: Participant[] = [];
  #lastId: number;
  #pending: Pending | undefined;
  #completed = 0;
  #failed = 0;
  #failedInARow = 0;
  #stopped = false;
  #taking: Promise<void> = Promise.resolve();

  constructor(context: CoordinatorContext) {
    this.#context = context;
    this.#lastId = context.lastId;
  }

  get counts(): CheckpointCounts {
    return { completed: this.#completed, failed: this.#failed };
  }

  /** Id of the newest checkpoint, complete or not. */
  get lastId(): number {
    return this.#lastId;
  }

  register(participant: Participant): void {
    this.#participants.push(participant);
  }

  acknowledge(participant: Participant, checkpoint: number, state: NodeState): void {
    const pending = this.#pending;
    // A late answer to a checkpoint that was given up.
    if (pending?.id !== checkpoint || !pending.missing.delete(participant)) return;
    pending.states.set(participant.node, [...(pending.states.get(participant.node) ?? []), state]);
    if (pending.missing.size === 0) pending.complete();
  }

  /** Takes one checkpoint and keeps it. Rejects when too many have failed in a row. @throws CHECKPOINT_FAILED */
  take(): Promise<void> {
    // One at a time: a last checkpoint may be asked for while one is under way.
    const next = async (): Promise<void> => {
      if (!this.#stopped) await this.#takeOne();
    };
    this.#taking = this.#taking.then(next, next);
    return this.#taking;
  }

  /** Resolves when no checkpoint is under way; what became of it is told to who asked for it. */
  async idle(): Promise<void> {
    await Promise.allSettled([this.#taking]);
  }

  /** Gives up what is not being kept yet, now and later, and waits for the rest: what may still come is of no use. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pending?.giveUp(new Error('the attempt has ended'));
    await this.idle();
  }

  async #takeOne(): Promise<void> {
    try {
      const checkpoint = await this.#gather();
      await this.#context.storage.save(checkpoint);
      this.#completed++;
      this.#failedInARow = 0;
    } catch (cause) {
      if (!this.#stopped) this.#fail(cause);
    }
  }

  async #gather(): Promise<Checkpoint> {
    const { clock, options, job } = this.#context;
    const pending = this.#begin(++this.#lastId, clock.now());
    this.#pending = pending;
    const stopTimer = clock.setTimer(() => {
      pending.giveUp(timeoutError(pending, options.timeoutMs));
    }, options.timeoutMs);
    try {
      for (const participant of this.#participants) participant.trigger(pending.id);
      if (pending.missing.size === 0) pending.complete();
      await pending.completed;
    } finally {
      stopTimer();
      this.#pending = undefined;
    }
    const nodes = Object.fromEntries([...pending.states].map(([node, states]) => [node, mergeStates(states)]));
    return { version: checkpointVersion, job, id: pending.id, at: pending.at, nodes };
  }

  #begin(id: number, at: number): Pending {
    let complete: () => void = () => undefined;
    let giveUp: (reason: Error) => void = () => undefined;
    const completed = new Promise<void>((resolve, reject) => ([complete, giveUp] = [resolve, reject]));
    return { id, at, missing: new Set(this.#participants), states: new Map(), complete, giveUp, completed };
  }

  #fail(cause: unknown): void {
    const { tolerableFailures } = this.#context.options;
    this.#failed++;
    this.#failedInARow++;
    const what = `Checkpoint ${this.#lastId} failed: ${describeError(cause)}`;
    if (this.#failedInARow <= tolerableFailures) {
      this.#context.logger.warn(what);
      return;
    }
    throw new WeirError('CHECKPOINT_FAILED', `${what} Tolerated in a row: ${tolerableFailures}.`, { cause });
  }
}

function timeoutError({ missing }: Pending, timeoutMs: number): Error {
  const nodes = [...new Set([...missing].map(({ node }) => node))].join(', ');
  return new Error(`it was not complete within ${timeoutMs} ms; no acknowledgement from ${nodes}.`);
}

import { createPartitioner } from '@weir/core';
import { BoundedQueue } from '../channel/bounded-queue.js';
import { Wakeup } from '../channel/wakeup.js';
import type { Connection, ExecutionPlan, Stage } from '../plan/execution-plan.js';
import type { Outlet } from '../subtask/outlet.js';

/** The news of one subtask: room to send, something to receive. */
interface SubtaskWakeups {
  readonly send: Wakeup;
  readonly receive: Wakeup;
}

/** All channels of a job, from each sending subtask to each receiving one. */
export class Channels {
  readonly #plan: ExecutionPlan;
  readonly #wakeups: readonly (readonly SubtaskWakeups[])[];
  /** By connection, then sender, then receiver. */
  readonly #queues: ReadonlyMap<Connection, readonly (readonly BoundedQueue[])[]>;

  /** @param signal aborts when the job does */
  constructor(plan: ExecutionPlan, signal: AbortSignal) {
    this.#plan = plan;
    const create = (): SubtaskWakeups => ({ send: new Wakeup(signal), receive: new Wakeup(signal) });
    this.#wakeups = plan.stages.map(({ parallelism }) => Array.from({ length: parallelism }, create));
    this.#queues = new Map(plan.connections.map((connection) => [connection, this.#connect(connection)]));
  }

  wakeups(stage: Stage, subtask: number): SubtaskWakeups {
    const wakeups = this.#wakeups[stage.index]?.[subtask];
    if (!wakeups) throw new RangeError(`no subtask ${subtask} in stage ${stage.index}`);
    return wakeups;
  }

  /** The channels that a subtask receives from. */
  into(stage: Stage, subtask: number): readonly BoundedQueue[] {
    return this.#plan.connections
      .filter(({ to }) => to === stage.index)
      .flatMap((connection) => {
        const senders = this.#queues.get(connection) ?? [];
        // A forward connection only uses the channels between equal indices.
        const used = connection.partitioning === 'forward' ? senders.slice(subtask, subtask + 1) : senders;
        return used.flatMap((receivers) => receivers.slice(subtask, subtask + 1));
      });
  }

  /** The channels that a subtask sends to, by connection. */
  outOf(stage: Stage, subtask: number): readonly Outlet[] {
    return this.#plan.connections
      .filter(({ from }) => from === stage.index)
      .map((connection) => {
        const queues = this.#queues.get(connection)?.[subtask] ?? [];
        return { partition: createPartitioner(connection.partitioning, subtask, queues.length), queues };
      });
  }

  #connect({ from, to, input }: Connection): BoundedQueue[][] {
    const receivers = this.#wakeups[to] ?? [];
    return (this.#wakeups[from] ?? []).map(({ send: sender }) =>
      receivers.map(({ receive: receiver }) => new BoundedQueue({ sender, receiver, input })),
    );
  }
}

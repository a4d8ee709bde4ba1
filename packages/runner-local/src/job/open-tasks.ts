import type {
  Clock,
  Logger,
  PreparedJob,
  SinkNode,
  SinkWriter,
  SourceContext,
  SourceNode,
  SourceReader,
} from '@weir/core';
import { BoundedQueue } from '../channel/bounded-queue.js';
import { createPartitioner } from '../channel/partition-batch.js';
import { Wakeup } from '../channel/wakeup.js';
import { BatchSizer } from '../flow/batch-sizer.js';
import type { Flow } from '../flow/flow.js';
import { GateFlow } from '../flow/gate-flow.js';
import { SourceFlow, type OpenSplit } from '../flow/source-flow.js';
import type { Connection, ExecutionPlan, Stage } from '../plan/execution-plan.js';
import { buildFlow } from '../subtask/build-flow.js';
import type { Outlet } from '../subtask/outlet.js';
import { createOutletCycle } from '../subtask/outlet-subtask.js';
import { createSinkCycle } from '../subtask/sink-subtask.js';

/** A writer and where it belongs. */
export interface OpenWriter {
  readonly node: SinkNode;
  readonly writer: SinkWriter<unknown>;
  /** `failed` says that it was this writer that failed the job: then it cannot settle what it holds. */
  readonly health: { failed: boolean };
}

/** What the subtasks of a job share. */
export interface TaskContext {
  readonly prepared: PreparedJob;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Aborts when the job fails or is forced to stop. */
  readonly signal: AbortSignal;
  fail(error: unknown): void;
}

/** Everything a running job holds open. Filled step by step, so that a failure on the way leaves nothing open. */
export class OpenTasks {
  readonly cycles: (() => Promise<boolean>)[] = [];
  readonly sources: SourceFlow[] = [];
  readonly readers: SourceReader<unknown>[] = [];
  readonly writers: OpenWriter[] = [];
  readonly #context: TaskContext;
  readonly #plan: ExecutionPlan;
  /** `queues.get(connection)[sender][receiver]` */
  readonly #queues = new Map<Connection, BoundedQueue[][]>();
  readonly #wakeups: { readonly send: Wakeup; readonly receive: Wakeup }[][];

  constructor(plan: ExecutionPlan, context: TaskContext) {
    this.#plan = plan;
    this.#context = context;
    const wakeups = () => ({ send: new Wakeup(context.signal), receive: new Wakeup(context.signal) });
    this.#wakeups = plan.stages.map((stage) => Array.from({ length: stage.parallelism }, wakeups));
    for (const connection of plan.connections) this.#queues.set(connection, this.#createQueues(connection));
  }

  /** Opens readers and writers and puts the subtasks together; nothing flows yet. */
  async open(): Promise<void> {
    for (const stage of this.#plan.stages) {
      const splits = stage.source ? await this.#openSplits(stage.source) : [];
      for (let subtask = 0; subtask < stage.parallelism; subtask++) {
        await this.#openSubtask(stage, subtask, splits[subtask] ?? []);
      }
    }
  }

  async #openSubtask(stage: Stage, subtask: number, splits: readonly OpenSplit[]): Promise<void> {
    const { clock, signal } = this.#context;
    const sizer = new BatchSizer();
    const head = stage.source ? this.#sourceFlow(stage.source, splits, sizer) : this.#gateFlow(stage, subtask);
    const flow = buildFlow(head, stage.operators, { sizer, clock, signal });
    if (stage.sink) {
      const writer = await this.#openWriter(stage.sink, subtask);
      this.cycles.push(createSinkCycle(flow, writer, signal));
    } else {
      this.cycles.push(createOutletCycle(flow, this.#outlets(stage, subtask), this.#wakeup(stage, subtask).send));
    }
  }

  #sourceFlow(node: SourceNode, splits: readonly OpenSplit[], sizer: BatchSizer): Flow {
    const flow = new SourceFlow(node, splits, sizer, this.#context.signal);
    this.sources.push(flow);
    return flow;
  }

  /** The splits of a source, dealt out to its subtasks. */
  async #openSplits(node: SourceNode): Promise<OpenSplit[][]> {
    const context: SourceContext = { clock: this.#context.clock, logger: this.#context.logger };
    const bySubtask = Array.from({ length: node.parallelism }, (): OpenSplit[] => []);
    for (const [i, split] of (await node.source.splits(node.parallelism)).entries()) {
      const reader = await node.source.createReader(split, undefined, context);
      this.readers.push(reader);
      bySubtask[i % node.parallelism]?.push({ split, reader });
    }
    return bySubtask;
  }

  async #openWriter(node: SinkNode, subtask: number): Promise<SinkWriter<unknown>> {
    const { prepared, clock, logger } = this.#context;
    const health = { failed: false };
    const writer = await node.sink.createWriter({
      job: prepared.graph.job,
      uid: node.id,
      name: node.name,
      subtask,
      parallelism: node.parallelism,
      parameters: prepared.parameters,
      clock,
      logger,
      fail: (error) => {
        health.failed = true;
        this.#context.fail(error);
      },
    });
    this.writers.push({ node, writer, health });
    return writer;
  }

  #createQueues(connection: Connection): BoundedQueue[][] {
    const senders = this.#wakeups[connection.from] ?? [];
    const receivers = this.#wakeups[connection.to] ?? [];
    return senders.map(({ send }) =>
      receivers.map(({ receive }) => new BoundedQueue({ sender: send, receiver: receive, input: connection.input })),
    );
  }

  #gateFlow(stage: Stage, subtask: number): Flow {
    const connections = this.#plan.connections.filter(({ to }) => to === stage.index);
    const queues = connections.flatMap((connection) => {
      const senders = this.#queues.get(connection) ?? [];
      // A forward connection uses the channel between equal indices only; the others stay empty and need an end.
      const used = connection.partitioning === 'forward' ? senders.slice(subtask, subtask + 1) : senders;
      return used.flatMap((receivers) => receivers.slice(subtask, subtask + 1));
    });
    return new GateFlow(queues, this.#wakeup(stage, subtask).receive);
  }

  #outlets(stage: Stage, subtask: number): Outlet[] {
    return this.#plan.connections
      .filter(({ from }) => from === stage.index)
      .map((connection) => {
        const queues = this.#queues.get(connection)?.[subtask] ?? [];
        return { partition: createPartitioner(connection.partitioning, subtask, queues.length), queues };
      });
  }

  #wakeup(stage: Stage, subtask: number): { readonly send: Wakeup; readonly receive: Wakeup } {
    const wakeup = this.#wakeups[stage.index]?.[subtask];
    if (!wakeup) throw new RangeError(`no subtask ${subtask} in stage ${stage.index}`);
    return wakeup;
  }
}

import type { Clock, Logger, Metrics, PreparedJob, SinkNode, SinkWriter, SourceNode, SourceReader } from '@weir/core';
import type { CheckpointCoordinator } from '../checkpoint/coordinator.js';
import type { SourceBrake } from '../checkpoint/participant.js';
import type { RestoredState } from '../checkpoint/restored-state.js';
import { BatchSizer } from '../flow/batch-sizer.js';
import type { Flow } from '../flow/flow.js';
import { GateFlow } from '../flow/gate-flow.js';
import { SourceFlow } from '../flow/source-flow.js';
import type { OpenSplit } from '../flow/source-lane.js';
import type { ExecutionPlan, Stage } from '../plan/execution-plan.js';
import { buildFlow } from '../subtask/build-flow.js';
import { createOutletCycle } from '../subtask/outlet-subtask.js';
import { SinkSubtask } from '../subtask/sink-subtask.js';
import { Channels } from './channels.js';
import { jobMetrics } from './job-metrics.js';

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
  readonly plan: ExecutionPlan;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics | undefined;
  readonly coordinator: CheckpointCoordinator;
  readonly restored: RestoredState;
  /** Aborts when the job fails or is forced to stop. */
  readonly signal: AbortSignal;
  readonly fail: (error: unknown) => void;
}

/** Everything a running job holds open. Filled step by step, so that a failure on the way leaves nothing open. */
export class OpenTasks {
  readonly cycles: (() => Promise<boolean>)[] = [];
  readonly sources: { readonly flow: SourceFlow; readonly stage: number }[] = [];
  readonly readers: SourceReader<unknown>[] = [];
  readonly writers: OpenWriter[] = [];
  readonly #context: TaskContext;
  readonly #channels: Channels;

  constructor(context: TaskContext) {
    this.#context = context;
    this.#channels = new Channels(context.plan, context.signal);
  }

  /** Opens readers and writers and puts the subtasks together; nothing flows yet. */
  async open(): Promise<void> {
    for (const stage of this.#context.plan.stages) {
      const splits = stage.source ? await this.#openSplits(stage.source) : [];
      for (let subtask = 0; subtask < stage.parallelism; subtask++) {
        await this.#openSubtask(stage, subtask, splits[subtask] ?? []);
      }
    }
  }

  async #openSubtask(stage: Stage, subtask: number, splits: readonly OpenSplit[]): Promise<void> {
    const { clock, signal, coordinator, restored } = this.#context;
    const brake = this.#brakeBefore(stage);
    const sizer = new BatchSizer();
    const head = stage.source ? this.#openSource(stage, stage.source, splits, sizer) : this.#gate(stage, subtask);
    const { flow, participants } = buildFlow(head, stage.operators, {
      sizer,
      clock,
      signal,
      reports: coordinator,
      brake,
      restored: (node) => restored.units(node, subtask, stage.parallelism),
    });
    for (const participant of participants) coordinator.register(participant);
    if (stage.sink) {
      const writer = await this.#openWriter(stage.sink, subtask);
      const { fail } = this.#context;
      const sink = new SinkSubtask(flow, writer, { node: stage.sink.id, reports: coordinator, brake, signal, fail });
      coordinator.register(sink);
      this.cycles.push(sink.cycle);
    } else {
      const { send } = this.#channels.wakeups(stage, subtask);
      this.cycles.push(createOutletCycle(flow, this.#channels.outOf(stage, subtask), send));
    }
  }

  #openSource(stage: Stage, node: SourceNode, splits: readonly OpenSplit[], sizer: BatchSizer): Flow {
    const { coordinator: reports, metrics, signal } = this.#context;
    const read = metrics?.counter(jobMetrics.read, { source: node.id });
    const flow = new SourceFlow({ node, sizer, reports, read, signal }, splits);
    this.sources.push({ flow, stage: stage.index });
    reports.register(flow);
    return flow;
  }

  #gate(stage: Stage, subtask: number): Flow {
    return new GateFlow(this.#channels.into(stage, subtask), this.#channels.wakeups(stage, subtask).receive);
  }

  /** The splits of a source, those of the checkpoint if there is one, dealt out to its subtasks. */
  async #openSplits(node: SourceNode): Promise<OpenSplit[][]> {
    const { clock, logger, restored } = this.#context;
    const states =
      restored.splits(node.id) ??
      (await node.source.splits(node.parallelism)).map((split) => ({ split, finished: false, position: undefined }));
    const bySubtask = Array.from({ length: node.parallelism }, (): OpenSplit[] => []);
    for (const [i, { split, finished, position }] of states.entries()) {
      const reader = finished ? undefined : await node.source.createReader(split, position, { clock, logger });
      if (reader) this.readers.push(reader);
      bySubtask[i % node.parallelism]?.push({ split, reader });
    }
    return bySubtask;
  }

  async #openWriter(node: SinkNode, subtask: number): Promise<SinkWriter<unknown>> {
    const { prepared, clock, logger, metrics, restored } = this.#context;
    const health = { failed: false };
    const context = {
      job: prepared.graph.job,
      uid: node.id,
      name: node.name,
      subtask,
      parallelism: node.parallelism,
      parameters: prepared.parameters,
      clock,
      logger,
      ...(metrics && { metrics }),
      fail: (error: unknown) => {
        health.failed = true;
        this.#context.fail(error);
      },
    };
    const writer = await node.sink.createWriter(context, restored.sink(node.id, subtask, node.parallelism));
    this.writers.push({ node, writer, health });
    return writer;
  }

  /** Stops and starts every source from which records come to `stage`. */
  #brakeBefore(stage: Stage): SourceBrake {
    const before = new Set([stage.index]);
    // Connections go from lower to higher stages, so that one pass from the back finds all that lead here.
    for (const { from, to } of [...this.#context.plan.connections].sort((a, b) => b.to - a.to)) {
      if (before.has(to)) before.add(from);
    }
    const each = (action: (flow: SourceFlow) => void): void => {
      for (const { flow, stage: own } of this.sources) if (before.has(own)) action(flow);
    };
    return { pause: () => each((flow) => flow.pause()), resume: () => each((flow) => flow.resume()) };
  }
}

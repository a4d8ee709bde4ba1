import type { Batch, SinkWriter } from '@weir/core';
import type { CheckpointReports, Participant, SourceBrake } from '../checkpoint/participant.js';
import type { Flow } from '../flow/flow.js';

/** What a sink subtask runs with. */
export interface SinkSubtaskContext {
  /** Id of the sink node. */
  readonly node: string;
  readonly reports: CheckpointReports;
  /** Stops the sources that end in this sink. */
  readonly brake: SourceBrake;
  /** Aborts when the job does. */
  readonly signal: AbortSignal;
  /** Fails the job, for what goes wrong outside of a cycle. */
  readonly fail: (error: unknown) => void;
}

/**
 * A subtask that ends in a sink: from the flow to the writer, batch by batch.
 *
 * A full writer never holds up a checkpoint: from its trigger to its barrier the writer takes what comes beyond its
 * capacity. What that can be is bounded by the channels: the sources stand still until there is room again.
 */
export class SinkSubtask implements Participant {
  readonly node: string;
  readonly #context: SinkSubtaskContext;
  readonly #flow: Flow;
  readonly #writer: SinkWriter<unknown>;
  #triggered: number | undefined;
  #inputEnded = false;
  #braking = false;
  #wakeBlocked: () => void = () => undefined;

  constructor(flow: Flow, writer: SinkWriter<unknown>, context: SinkSubtaskContext) {
    this.node = context.node;
    this.#context = context;
    this.#flow = flow;
    this.#writer = writer;
  }

  trigger(checkpoint: number): void {
    this.#triggered = checkpoint;
    if (this.#inputEnded) this.#reach(checkpoint).catch((error: unknown) => this.#context.fail(error));
    else this.#wakeBlocked();
  }

  /** One item from the flow to the writer; false once the input has ended and all is flushed. */
  readonly cycle = async (): Promise<boolean> => {
    const item = await this.#flow.pull();
    this.#context.signal.throwIfAborted();
    if (item?.kind === 'batch') await this.#write(item.batch);
    else if (item) await this.#reach(item.checkpoint);
    else await this.#end();
    return item !== undefined;
  };

  async #write(batch: Batch<unknown>): Promise<void> {
    let from = 0;
    for (;;) {
      const taken = this.#writer.write(batch, from, this.#triggered !== undefined);
      from += taken;
      if (from >= batch.values.length) return;
      await this.#readyOrTriggered(taken);
      this.#context.signal.throwIfAborted();
    }
  }

  /** Waits for room, or for the trigger of a checkpoint; that only helps a writer which then takes more than it has room for. */
  #readyOrTriggered(taken: number): Promise<void> {
    const ready = this.#writer.ready();
    if (this.#triggered !== undefined && taken === 0) return ready;
    return new Promise((resolve, reject) => {
      this.#wakeBlocked = resolve;
      ready.then(resolve, reject);
    });
  }

  /** The line is here: reports what is held, and lets the sources go on when there is room. */
  async #reach(checkpoint: number): Promise<void> {
    // The barrier of a checkpoint that was given up may come while the next one is already under way.
    if (this.#triggered === checkpoint) this.#triggered = undefined;
    // A writer that cannot say what it holds has to settle it first.
    if (!this.#writer.snapshot) await this.#writer.flush();
    this.#context.reports.acknowledge(this, checkpoint, this.#writer.snapshot?.() ?? {});
    if (!this.#inputEnded && !this.#braking) this.#brakeUntilReady();
  }

  #brakeUntilReady(): void {
    const { brake } = this.#context;
    const release = (): void => {
      this.#braking = false;
      brake.resume();
    };
    this.#braking = true;
    brake.pause();
    this.#writer.ready().then(release, release);
  }

  async #end(): Promise<void> {
    this.#inputEnded = true;
    if (this.#triggered !== undefined) await this.#reach(this.#triggered);
    await this.#writer.flush();
  }
}

import type { NodeState } from './checkpoint.js';

/** A part of a job that has state: a source, an asynchronous operator or a sink, one subtask of it. */
export interface Participant {
  /** Id of its node. */
  readonly node: string;
  /**
   * A checkpoint has begun. Whoever starts barriers sends one; a sink makes way for the barrier that is coming; who will
   * meet none any more, because its input has ended, acknowledges at once.
   */
  trigger(checkpoint: number): void;
}

/** Where participants report. */
export interface CheckpointReports {
  /** `participant` has drawn the line; `state` is what it held there. Once per participant and checkpoint. */
  acknowledge(participant: Participant, checkpoint: number, state: NodeState): void;
}

/** Lets a participant that holds more than it should stop the sources before it, until it holds less again. */
export interface SourceBrake {
  readonly pause: () => void;
  readonly resume: () => void;
}

import type { JsonValue, StateUnit } from '@weir/core';

/** Version of the format below; a checkpoint of a newer one is refused. */
export const checkpointVersion = 1;

/** How far one split of a source was read. */
export interface SplitState {
  readonly split: { readonly id: string; readonly size?: number; readonly detail?: JsonValue };
  /** What the reader's `position()` gave; absent when nothing was read yet. */
  readonly position?: JsonValue;
  /** Whether the split has been read to its end. */
  readonly finished: boolean;
}

/** The state of one node, all subtasks together. */
export interface NodeState {
  /** Of a source. */
  readonly splits?: readonly SplitState[];
  /** Of a sink or an asynchronous operator. */
  readonly units?: readonly StateUnit[];
  /** Sums that go on counting over a restart, by name. */
  readonly counters?: Readonly<Record<string, number>>;
}

/** A consistent cut through a job: what every source has given is either in a node's state or was settled before. */
export interface Checkpoint {
  readonly version: typeof checkpointVersion;
  readonly job: string;
  /** Ascends within a job, over restarts too. */
  readonly id: number;
  /** When it was triggered; milliseconds since the epoch. */
  readonly at: number;
  /** By node id. */
  readonly nodes: Readonly<Record<string, NodeState>>;
}

/** The states of several subtasks of one node as one. */
export function mergeStates(states: readonly NodeState[]): NodeState {
  const counters: Record<string, number> = {};
  for (const state of states) {
    for (const [name, value] of Object.entries(state.counters ?? {})) counters[name] = (counters[name] ?? 0) + value;
  }
  const splits = states.flatMap((state) => state.splits ?? []);
  const units = states.flatMap((state) => state.units ?? []);
  return {
    ...(splits.length > 0 && { splits }),
    ...(units.length > 0 && { units }),
    ...(Object.keys(counters).length > 0 && { counters }),
  };
}

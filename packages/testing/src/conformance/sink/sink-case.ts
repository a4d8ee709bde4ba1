import type { Parameters, Sink } from '@weir/core';

/** A sink with a target under the test's control. */
export interface SinkUnderTest<T> {
  readonly sink: Sink<T>;
  readonly parameters: Parameters;
  /** How many records a writer holds at most, by these parameters; at least 2. */
  readonly capacity: number;
  /** The `i`-th record; no two are equal. */
  record(i: number): T;
  /** Makes the target wait with its answers. */
  stall(): void;
  /** Lets the target answer again, those that wait included. */
  resume(): void;
  /** How many distinct records the target has taken. */
  taken(): number;
  /** Closes the target. */
  destroy(): Promise<void>;
}

/** One promise of sinks. */
export interface SinkCase {
  readonly name: string;
  run<T>(subject: SinkUnderTest<T>): Promise<void>;
}

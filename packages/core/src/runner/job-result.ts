import type { Ledger } from '../record/ledger.js';

/** How a job ended: by itself, by drain, by cancel, or by an error. */
export type JobState = 'finished' | 'drained' | 'cancelled' | 'failed';

/** What became of the records at one sink. */
export interface SinkResult {
  readonly uid: string;
  readonly name: string;
  readonly ledger: Ledger;
}

/** What a runner gives at the end. `accepted = delivered + deadLettered + held` holds in every ledger. */
export interface JobResult {
  readonly job: string;
  readonly state: JobState;
  /** The sum over all sinks. */
  readonly ledger: Ledger;
  readonly sinks: readonly SinkResult[];
  readonly durationMs: number;
}

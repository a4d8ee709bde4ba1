import type { Received } from '../protocol/protos.js';

/** What an engine says of a job: `JobState.Enum` of beam_job_api.proto. */
export type EngineState = Received<'JobStateEvent'>['state'];

const lasting: ReadonlySet<EngineState> = new Set<EngineState>(['DONE', 'FAILED', 'CANCELLED', 'DRAINED', 'UPDATED']);

/** Whether a job in this state has ended. */
export function hasEnded(state: EngineState): boolean {
  return lasting.has(state);
}

/** `JobState.Enum` of beam_job_api.proto, by its numbers. */
export const jobStates = [
  'UNSPECIFIED',
  'STOPPED',
  'RUNNING',
  'DONE',
  'FAILED',
  'CANCELLED',
  'UPDATED',
  'DRAINING',
  'DRAINED',
  'STARTING',
  'CANCELLING',
  'UPDATING',
] as const;

/** What an engine says of a job. */
export type EngineState = (typeof jobStates)[number];

const lasting: ReadonlySet<EngineState> = new Set<EngineState>(['DONE', 'FAILED', 'CANCELLED', 'DRAINED', 'UPDATED']);

/** Whether a job in this state has ended. */
export function hasEnded(state: EngineState): boolean {
  return lasting.has(state);
}

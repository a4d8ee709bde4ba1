import type { ErrorEntry } from './error-entry.js';

/** The codes of jobs that an engine of Beam runs; part of the table of all codes. */
export const engineErrors = {
  BEAM_UNAVAILABLE: {
    meaning: 'No Beam job service answers at the endpoint, or what answers there is something else.',
    remedy: 'Start the job server, and give the address of its job service: not that of Flink itself.',
  },
  BEAM_UNSUPPORTED: {
    meaning: 'The job has something that this runner cannot do; the message lists what and why.',
    remedy: 'Change the job, or run it on the local runner.',
  },
  BEAM_GRAPH_DIFFERS: {
    meaning: 'The graph that a worker drew is not the one that was submitted.',
    remedy: 'Deploy the same job module to every worker, and draw the same graph for the same parameters.',
  },
  BEAM_PROTOCOL: {
    meaning: 'The engine sent something that the worker does not know.',
    remedy: 'Use a version of the engine that docs/guide/flink.md names.',
  },
  BEAM_JOB_LOST: {
    meaning: 'The job server ended, or was started anew, while the job was running: it does not know the job any more.',
    remedy: 'See whether the job still runs on the engine itself, stop it there, and submit it again.',
  },
  BEAM_JOB_FAILED: {
    meaning: 'The engine says that the job failed, for a reason of its own.',
    remedy: 'Read the message and the log of the engine.',
  },
  BEAM_RECORDS_UNREAD: {
    meaning: 'The engine ended the job as done, but splits of a bounded source were not read to their end.',
    remedy: 'Run the job again, and report it with the log of the job server: an engine must not end such a job.',
  },
} as const satisfies Record<string, ErrorEntry>;

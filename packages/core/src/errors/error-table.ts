import { engineErrors } from './engine-errors.js';
import type { ErrorEntry } from './error-entry.js';

/** Every error code of Weir. A code is never renamed or reused: programs match it. */
export const errorTable = {
  CONFIG_FILE_MISSING: {
    meaning: 'The configuration file cannot be read.',
    remedy: 'Check the path given to --conf and its permissions.',
  },
  CONFIG_SYNTAX: {
    meaning: 'The configuration file is not valid YAML; the message has line and column.',
    remedy: 'Correct the file at that place.',
  },
  CONFIG_UNKNOWN_KEY: {
    meaning: 'A key is not known where only known keys are allowed, or is one or two letters away from a known one.',
    remedy: 'Use the nearest key that the message names, or remove it.',
  },
  CONFIG_INVALID_VALUE: {
    meaning: 'The value of a key is not what the key takes.',
    remedy: 'Give a value of the kind that the message names.',
  },
  CONFIG_CONFLICT: {
    meaning: 'Two keys that mean the same thing are set to different values.',
    remedy: 'Keep one of them.',
  },
  CONFIG_ENV_MISSING: {
    meaning: 'A ${NAME} placeholder names an environment variable that is not set.',
    remedy: 'Set the variable, or write the value.',
  },
  CLI_USAGE: {
    meaning: 'The command line has an unknown flag, lacks an argument or has one too many.',
    remedy: 'See weir --help; a job parameter has a dot in its name.',
  },
  JOB_FILE_MISSING: {
    meaning: 'The job file does not exist or cannot be read.',
    remedy: 'Check the path.',
  },
  JOB_FILE_INVALID: {
    meaning: 'The job file cannot be loaded: a syntax error, a missing import, or an error while it was imported.',
    remedy: 'Correct the file; the cause is in the message.',
  },
  JOB_NOT_FOUND: {
    meaning: 'The job file exports no job.',
    remedy: 'Export one class that extends StreamingJob as default.',
  },
  JOB_AMBIGUOUS: {
    meaning: 'The job file exports more than one job and none of them as default.',
    remedy: 'Export the one to run as default.',
  },
  JOB_NOT_A_JOB: {
    meaning: 'What was given to the runner is not a class that extends StreamingJob.',
    remedy: 'Pass the class itself.',
  },
  JOB_FAILED: {
    meaning: 'The job failed; the cause and the ledger at that moment are attached.',
    remedy: 'Read the cause.',
  },
  RUNNER_NOT_INSTALLED: {
    meaning: 'The package of a runner, or a program that it starts, is not installed.',
    remedy: 'Install what the message names.',
  },
  FLINK_UNAVAILABLE: {
    meaning: 'No Flink answers at the address of its REST API, or what answers is something else.',
    remedy: 'Give --flink-rest the address of the JobManager, by default port 8081: not that of the job service.',
  },
  FLINK_REFUSED: {
    meaning: 'Flink answered with an error; the message has its reason.',
    remedy: 'Look at the job in Flink, and at the log of the JobManager.',
  },
  GRAPH_NO_SINK: {
    meaning: 'The job has no sink, so it would have no effect.',
    remedy: 'End a stream with a sink.',
  },
  GRAPH_DUPLICATE_UID: {
    meaning: 'Two nodes have the same uid.',
    remedy: 'Give each node a uid of its own.',
  },
  GRAPH_INVALID: {
    meaning: 'The graph cannot run; the message lists every problem.',
    remedy: 'Correct handle().',
  },
  GRAPH_INVALID_PARALLELISM: {
    meaning: 'A parallelism is not a whole number of at least 1.',
    remedy: 'Give a whole number from 1 to 32768.',
  },
  GRAPH_FROZEN: {
    meaning: 'A node was changed or added after handle() had returned.',
    remedy: 'Draw the whole graph in handle(), synchronously.',
  },
  OPERATOR_FAILED: {
    meaning: 'A user function threw; the message names operator, record and cause.',
    remedy: 'Correct the function, or filter such records out before it.',
  },
  OPERATOR_RETURNED_PROMISE: {
    meaning: 'A synchronous function (map, filter, flatMap, keyBy) returned a promise.',
    remedy: 'Use mapAsync for asynchronous functions.',
  },
  OPERATOR_TIMEOUT: {
    meaning: 'A mapAsync function did not settle within its timeoutMs.',
    remedy: 'Raise timeoutMs or bound the work in the function.',
  },
  OPERATOR_INVALID_KEY: {
    meaning: 'A keyBy function returned something that is neither a string nor a finite number.',
    remedy: 'Return a string or a number.',
  },
  ELEMENT_NOT_ENCODABLE: {
    meaning: 'An element holds something that the codec cannot carry, for example a function or a class instance.',
    remedy: 'Emit plain data after the named node, or give the stream a codec of its own.',
  },
  SOURCE_FAILED: {
    meaning: 'A source threw while it was opened or read.',
    remedy: 'Read the cause; the message names the source.',
  },
  SINK_FAILED: {
    meaning: 'A sink could neither deliver nor dead-letter what it had accepted.',
    remedy: 'Read the cause.',
  },
  CHECKPOINT_STORAGE_UNAVAILABLE: {
    meaning: 'The directory of the checkpoints cannot be read or written.',
    remedy: 'Make it writable, or set state.checkpoints.dir.',
  },
  CHECKPOINT_LOCKED: {
    meaning: 'Another live process runs the same job on the same checkpoint directory.',
    remedy: 'Stop it first, or give this job another pipeline.name or state.checkpoints.dir.',
  },
  CHECKPOINT_DAMAGED: {
    meaning: 'A checkpoint file is truncated or was changed: its checksum does not match.',
    remedy: 'Resume from another one with --from, or begin anew with --fresh.',
  },
  CHECKPOINT_NEWER: {
    meaning: 'A checkpoint was written by a newer version of Weir.',
    remedy: 'Use that version, or begin anew with --fresh.',
  },
  CHECKPOINT_NOT_FOUND: {
    meaning: 'The checkpoint named by --from cannot be read.',
    remedy: 'Check the path.',
  },
  CHECKPOINT_OTHER_JOB: {
    meaning: 'The checkpoint belongs to a job of another name.',
    remedy: 'Name one of this job, or set pipeline.name to that of the checkpoint.',
  },
  CHECKPOINT_STATE_MISMATCH: {
    meaning: 'The checkpoint has state for nodes that the graph does not have, or the other way round.',
    remedy: 'Give nodes a uid, or use --allow-non-restored-state or --fresh.',
  },
  CHECKPOINT_FAILED: {
    meaning: 'More checkpoints in a row failed than are tolerated.',
    remedy: 'Read the cause; see execution.checkpointing.tolerable-failed-checkpoints.',
  },
  ...engineErrors,
  LETTER_STORE_UNKNOWN: {
    meaning: 'failover.storage names a store that does not exist.',
    remedy: 'Use one of the stores that the message names.',
  },
  LETTER_STORE_DRIVER_MISSING: {
    meaning: 'The npm package that speaks to the configured dead-letter store is not installed.',
    remedy: 'Install the packages that the message names; they are optional peers of @weir/failover.',
  },
  LETTER_STORE_UNAVAILABLE: {
    meaning: 'The dead-letter store cannot be opened, written or read.',
    remedy: 'Make the place that the message names reachable and writable.',
  },
  LETTER_SPILL_UNAVAILABLE: {
    meaning:
      'The local spill is full or cannot be written or read, and the dead-letter store does not take letters either.',
    remedy:
      'Repair the store; the message also says what is wrong with the spill. Nothing is lost: the records stay held.',
  },
  LETTER_STORE_CORRUPT: {
    meaning: 'A stored dead letter cannot be read back.',
    remedy: 'Look at the place that the message names; nothing was removed.',
  },
  LETTER_TOO_LARGE: {
    meaning: 'A dead letter is larger than its store takes; the message has both sizes. It was not stored.',
    remedy: 'Raise the limit that the message names, or send smaller bodies.',
  },
  LETTER_VERSION_UNSUPPORTED: {
    meaning: 'A stored dead letter has a format version that this version of Weir does not read.',
    remedy: 'Use the version of Weir that wrote it, or a newer one.',
  },
  LETTER_CURSOR_INVALID: {
    meaning: 'What was given as a cursor was not given by this store.',
    remedy: 'Give a cursor that an earlier read gave, or none.',
  },
  LETTER_NOT_FOUND: {
    meaning: 'There is no dead letter with this id.',
    remedy: 'See weir letters list.',
  },
  LETTER_NOT_REPLAYABLE: {
    meaning:
      'A dead letter cannot be sent again as it is: it lacks a secret header or its method, or is rewritten wrongly.',
    remedy: 'Give what the message names, or choose other letters.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** The stable identifier of an error. */
export type ErrorCode = keyof typeof errorTable;

/** A test that shows something, by its file and its name there. */
export interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** A way in which another sink loses records, or repeats them without need, and the tests that show that Weir does not. */
export interface LossWindow {
  readonly id: string;
  /** What goes wrong there. */
  readonly window: string;
  /** What happens here. */
  readonly here: string;
  readonly tests: readonly NamedTest[];
}

const files = {
  kill: 'tests/kill.test.ts',
  endpoint: 'tests/reliability/endpoint-faults.test.ts',
  dead: 'tests/reliability/dead-endpoint.test.ts',
  store: 'tests/reliability/store-faults.test.ts',
  failed: 'tests/reliability/failed-job.test.ts',
  writer: 'packages/sink-http/src/writer/http-sink-writer.test.ts',
  job: 'packages/runner-local/src/run-local.test.ts',
  signals: 'packages/cli/src/end-to-end/signals.test.ts',
  fileStore: 'packages/failover/src/stores/file/file-store-process.test.ts',
  mysql: 'packages/failover/src/stores/mysql/mysql-store.service.test.ts',
  hbaseKey: 'packages/failover/src/stores/hbase/row-key.test.ts',
  hdfs: 'packages/failover/src/stores/hdfs/hdfs-store.service.test.ts',
  spill: 'packages/failover/src/spill/spilling-store.test.ts',
} as const;

function shown(file: keyof typeof files, name: string): NamedTest {
  return { file: files[file], name };
}

const killed = shown(
  'kill',
  'kill -9 at random moments loses nothing, and repeats no more than the last checkpoint explains',
);
const unfinished = shown(
  'signals',
  'what is unfinished at the deadline is in the last checkpoint and in the report, and the next run delivers it',
);
const poison = shown('writer', 'a record that nothing can be made of never stops anything');
const rejected = shown(
  'endpoint',
  'endpoint: it rejects records, or goes on failing: they are in the letters, each once',
);
const storeDown = shown(
  'store',
  'store: down for the whole run, then back: the job fails, and the next run writes all letters, once each',
);

/** The loss windows of the original, StreamPark's HttpSink, numbered as they were found in its source. */
export const lossWindows: readonly LossWindow[] = [
  {
    id: 'L1',
    window: 'Buffer, queue, requests in flight and retries are in memory only; a crash loses them all.',
    here: 'All of them are in the checkpoint, with attempts and due times.',
    tests: [killed],
  },
  {
    id: 'L2',
    window: 'A record that is no URL ends the writer for ever; in the end nobody drains the queue.',
    here: 'It becomes a letter at once, and nothing stops.',
    tests: [poison],
  },
  {
    id: 'L3',
    window: 'Errors of the dead-letter store are made and not thrown.',
    here: 'What the store does not take stays held; in the end the job fails and can go on.',
    tests: [storeDown],
  },
  {
    id: 'L4',
    window: 'The MySQL write swallows every error (text too long, table missing) and reports success.',
    here: 'Every statement is checked; a letter that does not fit is refused by name and stays held.',
    tests: [
      shown('mysql', 'refuses a letter that its column would cut, and takes the others of the same moment'),
      shown('mysql', 'a full table'),
    ],
  },
  {
    id: 'L5',
    window: 'A store whose first connection failed is never connected again.',
    here: 'It is asked again until it answers.',
    tests: [
      shown('store', 'store: down for a while: the letters wait, and nothing fails'),
      shown('mysql', 'is reported within 10 s while it is away, and used again when it is back'),
    ],
  },
  {
    id: 'L6',
    window: 'Ten writers exhaust the pool of connections; every later letter waits 30 s and is lost.',
    here: 'Any number of callers share what connections there are, and wait for each other.',
    tests: [shown('mysql', 'is not larger than it is told, however many callers there are')],
  },
  {
    id: 'L7',
    window: 'close() shuts the store first, drops the queue after 5 s and cuts requests off; retries are never sent.',
    here: 'Sources stop first, then the stream drains; what is unfinished is in the last checkpoint, or in letters.',
    tests: [
      unfinished,
      shown('job', 'held records get until the drain deadline after a failure, then they are dead-lettered'),
    ],
  },
  {
    id: 'L8',
    window: 'The flush timer outlives the writer and fills the queue of one that is closed.',
    here: 'What comes after the end of delivery is still accepted, and becomes a letter.',
    tests: [shown('writer', 'what comes down the stream after abandon is lettered and never sent')],
  },
  {
    id: 'L9',
    window: 'close() and the flush timer race: the last record goes out twice.',
    here: 'A record has one owner; without an ambiguous answer and a kill each comes once.',
    tests: [rejected, shown('job', 'drain ends the source and lets what is on its way arrive')],
  },
  {
    id: 'L10',
    window: 'Two letters of one millisecond have one HBase key; the later one overwrites the earlier.',
    here: 'The key ends in the letter’s id.',
    tests: [shown('hbaseKey', 'keeps letters of one millisecond apart and one letter together')],
  },
  {
    id: 'L11',
    window: 'Errors of HDFS are printed and forgotten.',
    here: 'They reject, and the letter is still held.',
    tests: [
      shown('hdfs', 'refuses letters while it is gone, and has those from before and after when it is back'),
      shown('hdfs', 'a used-up quota'),
    ],
  },
  {
    id: 'L12',
    window: 'Of several records in one request only the first would be sent.',
    here: 'Every record of a batch is accepted and settled by itself.',
    tests: [
      shown(
        'writer',
        '3,000 records among faults of every kind: each is delivered or dead-lettered with its true reason',
      ),
    ],
  },
];

/** The loss windows of other HTTP sinks, by their documentation, source or issues. */
export const peerLossWindows: readonly LossWindow[] = [
  {
    id: 'flink-connector-http 1.0.0',
    window: 'A failed request is counted and dropped; one failed connection drops its whole batch.',
    here: 'Retried, then a letter.',
    tests: [
      shown('endpoint', 'endpoint: connections are refused, then accepted again: every record is delivered'),
      rejected,
    ],
  },
  {
    id: 'Vector',
    window:
      'A rejected record is a line in the log (vector#1772), and the next success moves the source past it (vector#24543).',
    here: 'A letter; a source’s position is kept together with what is still held before it.',
    tests: [
      rejected,
      shown('failed', 'process: a user function throws: the job fails, and the next run goes on once it is repaired'),
    ],
  },
  {
    id: 'Vector',
    window: 'Memory grows while the target throttles (vector#17276).',
    here: 'Held records are bounded; the source waits.',
    tests: [shown('dead', 'a dead endpoint and a full queue: checkpoints go on at their interval (%s)')],
  },
  {
    id: 'Vector',
    window: 'What is unfinished 60 s after a stop is dropped.',
    here: 'It is in the last checkpoint and in the report.',
    tests: [unfinished],
  },
  {
    id: 'Aiven HTTP connector for Kafka',
    window: 'A null record ends the task; stop() does nothing.',
    here: 'A letter; a stop drains.',
    tests: [poison, unfinished],
  },
  {
    id: 'Lenses HTTP connector',
    window: 'A failed batch below an error threshold is ignored, and the next success commits past it.',
    here: 'Nothing is settled but by a delivery or a letter.',
    tests: [killed, storeDown],
  },
  {
    id: 'Lenses HTTP connector',
    window: 'The reporter’s queue is bounded; what does not fit within 300 ms is dropped (stream-reactor#1819).',
    here: 'A full spill refuses letters; they stay held.',
    tests: [shown('spill', 'refuses letters with both reasons, and takes no byte more than it may')],
  },
  {
    id: 'Fluentd',
    window: 'A status that is not retried can be logged and treated as sent.',
    here: 'A letter.',
    tests: [rejected],
  },
  {
    id: 'Fluent Bit',
    window: 'Kept rejected chunks were deleted on restart (fluent-bit#11387).',
    here: 'A letter that was acknowledged survives kill -9.',
    tests: [shown('fileStore', 'has every letter that was acknowledged when the process was killed')],
  },
];

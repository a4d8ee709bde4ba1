/** Where a fault strikes. */
export type FaultTarget = 'endpoint' | 'store' | 'process' | 'disk full';

/** A fault that a test brings about; a row of the matrix in docs/reliability.md. */
export interface Fault {
  readonly target: FaultTarget;
  /** What goes wrong, in words. */
  readonly fault: string;
  /** The file that shows what becomes of the records then, from the root of the repository. */
  readonly shownBy: string;
}

const folder = 'tests/reliability';

function faults<const I extends string>(
  target: FaultTarget,
  shownBy: string,
  byId: Readonly<Record<I, string>>,
): Readonly<Record<I, Fault>> {
  const entries = Object.entries<string>(byId).map(([id, fault]) => [id, { target, fault, shownBy }]);
  return Object.fromEntries(entries) as Record<I, Fault>;
}

/** Every fault of the matrix, by the id under which its test records what it measured. */
export const faultTable = {
  ...faults('endpoint', `${folder}/endpoint-faults.test.ts`, {
    'endpoint-503': '503 to every request',
    'endpoint-429': '429 with `Retry-After: 1`',
    'endpoint-reset': 'the connection is reset before the request is taken',
    'endpoint-reset-taken': 'the connection is reset after the request was taken',
    'endpoint-close': 'the connection ends without an answer',
    'endpoint-never': 'no answer',
    'endpoint-half-open': 'half-open connections',
    'endpoint-truncated': 'answers cut off in the middle',
    'endpoint-garbage': 'answers that are not HTTP',
    'endpoint-slow-headers': 'headers that come byte by byte',
    'endpoint-endless': 'answers without an end',
    'endpoint-refused': 'connections are refused, then accepted again',
    'endpoint-rejects': '404 or 500 to one record in five, for good',
  }),
  ...faults('endpoint', `${folder}/dead-endpoint.test.ts`, {
    'dead-plain': 'dead, with a full queue, over 200 checkpoints: a plain job',
    'dead-keyed': 'dead, with a full queue, over 200 checkpoints: keyBy and a parallelism of 2',
    'dead-async': 'dead, with a full queue, over 200 checkpoints: mapAsync',
    'dead-union': 'dead, with a full queue, over 200 checkpoints: rebalance and a union',
  }),
  ...faults('endpoint', `${folder}/one-bad-host.test.ts`, { 'one-bad-host': '20 % faults on one of two hosts' }),
  ...faults('endpoint', 'tests/soak/run.mjs', { soak: 'all of it at random, at full speed' }),
  ...faults('store', `${folder}/store-faults.test.ts`, {
    'store-down': 'down for the whole run; repaired, run again',
    'store-away': 'down for a while',
  }),
  ...faults('store', `${folder}/store-connection.service.test.ts`, {
    'store-refused': 'MariaDB: connections are refused, then accepted again',
    'store-reset': 'MariaDB: connections are reset before a statement is taken',
    'store-reset-answer': 'MariaDB: connections are reset after a statement was taken',
    'store-cut-answer': 'MariaDB: answers are cut off in the middle',
    'store-silent': 'MariaDB: connections go silent',
    'store-spill-full': 'MariaDB: down for the whole run and the local spill full; repaired, run again',
  }),
  ...faults('process', 'tests/kill.test.ts', { kill: '`kill -9` at random moments, up to five times a run; ten runs' }),
  ...faults('process', 'tests/kill/run.mjs', { 'kill-hundred': 'the same; a hundred runs' }),
  ...faults('process', `${folder}/damaged-checkpoints.test.ts`, {
    'damaged-bit': 'failed, and the newest checkpoint has a flipped bit; run again',
    'damaged-cut': 'failed, and the newest checkpoint is cut in the middle; run again',
    'damaged-empty': 'failed, and the newest checkpoint is empty; run again',
  }),
  ...faults('process', `${folder}/stopped-job.test.ts`, {
    'stopped-held': 'SIGTERM while the endpoint does not answer, and the drain deadline passes; repaired, run again',
    'stopped-lettered': 'the same without checkpoints: what is held is dead-lettered',
  }),
  ...faults('process', `${folder}/followed-file.test.ts`, {
    'followed-renamed': '`kill -9`, and the file that it follows is renamed and created anew meanwhile',
    'followed-copied': '`kill -9`, and the file that it follows is copied and truncated meanwhile',
  }),
  ...faults('process', `${folder}/bad-records.test.ts`, {
    'bad-records': 'a user function keeps failing on one record in ten, with `on-error: dead-letter`',
    'bad-records-store-down': 'the same, and the store is down for the whole run; repaired, run again',
  }),
  ...faults('process', `${folder}/failed-job.test.ts`, {
    'function-throws': 'a user function throws; repaired, run again',
    'source-fixed-delay': 'a source fails twice; restart strategy fixed-delay',
    'source-failure-rate': 'a source fails twice; restart strategy failure-rate',
    'source-exponential-delay': 'a source fails twice; restart strategy exponential-delay',
  }),
  ...faults('disk full', `${folder}/disk-full.test.ts`, {
    'disk-checkpoint': 'a checkpoint cannot be written; run again',
    'disk-tolerated': 'a checkpoint cannot be written; tolerated',
    'disk-restart': 'a checkpoint cannot be written; restarted',
    'disk-letters': 'neither a letter nor a checkpoint can be written; run again with room',
    'disk-removed': 'the directory of the checkpoints is removed under the job; run again',
  }),
} as const;

/** A row of {@link faultTable}. */
export type FaultId = keyof typeof faultTable;

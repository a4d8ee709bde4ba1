import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobResult, Ledger } from '@weir/core';
import { FlinkRest, type FlinkJob } from '@weir/flink-rest';
import { startBeam, withFlinkLedger } from '@weir/runner-beam';
import { MemoryLogger } from '@weir/testing';
import { openConfiguredStore } from '../../packages/cli/src/letters/configured-store.js';
import { numberOf } from '../rig/open-letters.js';
import { CountingEndpoint, isRejected } from './counting-endpoint.js';
import { cluster, store, strike, type FaultName } from './faults.js';

/** One run on the session cluster. */
export interface ClusterRun {
  /** Says when the fault comes, and whom it hits. */
  readonly seed: number;
  readonly fault: FaultName;
  readonly records: number;
  readonly parallelism: number;
}

/** What a run found. */
export interface ClusterVerdict extends ClusterRun {
  /** What was done to it, and after how many records. */
  readonly struck: string;
  readonly missing: number;
  readonly duplicates: number;
  /** Records with a letter; a record may have several, after a fault. */
  readonly lettered: number;
  readonly ledger: Ledger;
  readonly seconds: number;
  /** Empty when all is well. */
  readonly findings: readonly string[];
}

/** After the last record came: how long its bundle may take to be committed, and a letter to reach the store. */
const settleWithinMs = 120_000;
const lookMs = 250;

const emptyLedger: Ledger = { accepted: 0, delivered: 0, deadLettered: 0, held: 0 };

/** What `ledger` looks like when everything is settled. */
function settled(records: number): Ledger {
  const deadLettered = Array.from({ length: records }, (_, n) => n).filter(isRejected).length;
  return { accepted: records, delivered: records - deadLettered, deadLettered, held: 0 };
}

/** The flags that name a table of the run's own in the store. */
async function storeFlags(): Promise<string[]> {
  const url = new URL((await store.start())['WEIR_MYSQL_URL'] ?? '');
  const settings = {
    storage: 'mysql',
    table: `orders_${randomUUID().slice(0, 8)}`,
    'jdbc.jdbcUrl': `jdbc:mysql://${url.host}${url.pathname}`,
    'jdbc.username': url.username,
    'jdbc.password': url.password,
  };
  return Object.entries(settings).map(([key, value]) => `--http.sink.failover.${key}=${value}`);
}

async function letteredNumbers(parameters: readonly string[]): Promise<ReadonlySet<number>> {
  const letters = openConfiguredStore({ conf: undefined, parameters }, new MemoryLogger());
  const numbers = new Set<number>();
  try {
    for await (const { letter } of letters.read()) numbers.add(numberOf(letter.url));
  } finally {
    await letters.close();
  }
  return numbers;
}

/** Asks until `isMet` holds or the time is over; gives the last answer. */
async function lookUntil<T>(look: () => Promise<T>, isMet: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + settleWithinMs;
  for (;;) {
    const answer = await look();
    if (isMet(answer) || Date.now() > deadline) return answer;
    await sleep(lookMs);
  }
}

/** Resolves when two more checkpoints are complete: the second began after everything that had happened by now. */
async function nextCheckpoints(job: FlinkJob): Promise<void> {
  const completed = async (): Promise<number> => {
    const answer = await cluster.client('GET', `/jobs/${job.jid}/checkpoints`);
    return (JSON.parse(answer) as { readonly counts: { readonly completed: number } }).counts.completed;
  };
  const before = await completed();
  await lookUntil(completed, (now) => now >= before + 2);
}

/** The ledger of a job that was cancelled: while it runs, Beam's runner tells Flink nothing. */
async function ledgerInFlink(flink: FlinkRest, job: FlinkJob): Promise<Ledger> {
  const sinks = [{ uid: 'orders', name: 'orders', ledger: emptyLedger }];
  const unknown: JobResult = { job: 'ClusterJob', state: 'cancelled', ledger: emptyLedger, sinks, durationMs: 0 };
  return (await withFlinkLedger(unknown, (name) => flink.accumulator(job, name))).ledger;
}

/** Sends the records of `run` through the cluster, strikes, and waits until all is settled, or cannot be. */
export async function runOnCluster(run: ClusterRun): Promise<ClusterVerdict> {
  const { seed, fault, records, parallelism } = run;
  const variables = await cluster.start();
  const flink = new FlinkRest(variables['WEIR_FLINK_REST'] ?? '');
  const store = await storeFlags();
  await using endpoint = await CountingEndpoint.start(records);
  const name = `cluster-job-${randomUUID().slice(0, 8)}`;
  const startedAt = Date.now();
  const handle = await startBeam({
    endpoint: variables['WEIR_FLINK_ENDPOINT'] ?? '',
    jobModule: join(__dirname, 'cluster-job.ts'),
    args: [
      `--orders.url=${endpoint.url}`,
      `--orders.count=${records}`,
      `--parallelism.default=${parallelism}`,
      ...store,
    ],
    environment: { kind: 'process' },
    pipelineOptions: { job_name: name },
    logger: new MemoryLogger(),
  });
  const end = handle.result.catch((error: unknown) => error);
  const failed = end.then((how) => Promise.reject(new Error(`seed ${seed}: the job ended: ${String(how)}`)));
  const strikeAt = Math.floor(records * (0.2 + (seed % 50) / 100));
  await Promise.race([endpoint.reaches(strikeAt), failed]);
  const struck = `${await strike(fault, (count) => seed % count)} after ${strikeAt} records`;
  await Promise.race([endpoint.reaches(records), failed]);
  const seconds = (Date.now() - startedAt) / 1_000;

  const job = await flink.findJob(name);
  if (!job) throw new Error(`Flink has no job ${name}`);
  const wanted = settled(records);
  const lettered = await lookUntil(
    () => letteredNumbers(store),
    (numbers) => numbers.size >= wanted.deadLettered,
  );
  await nextCheckpoints(job);
  await flink.cancel(job);
  await end;
  const ledger = await ledgerInFlink(flink, job);

  const findings = [];
  if (JSON.stringify(ledger) !== JSON.stringify(wanted)) findings.push(`the ledger is ${JSON.stringify(ledger)}`);
  if (lettered.size !== wanted.deadLettered) findings.push(`${lettered.size} records have a letter`);
  for (const n of lettered) if (!isRejected(n)) findings.push(`record ${n} has a letter and was not rejected`);
  const missing = records - endpoint.distinct;
  if (missing > 0) findings.push(`${missing} records never came`);
  const duplicates = endpoint.requests - endpoint.distinct;
  return { ...run, struck, missing, duplicates, lettered: lettered.size, ledger, seconds, findings };
}

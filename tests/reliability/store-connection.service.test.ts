import { runLocal } from '@weir/runner-local';
import {
  MemoryLogger,
  startEndpoint,
  startFaultProxy,
  type Endpoint,
  type FaultProxy,
  type ProxyFault,
  type Script,
} from '@weir/testing';
import { randomBytes } from 'node:crypto';
import { ServiceInstance } from '../../services/service-instance.js';
import type { FaultId } from '../rig/fault-table.js';
import { fileConfiguration } from '../rig/file-job.js';
import { recordRow } from '../rig/matrix.js';
import { numberedJob } from '../rig/numbered-job.js';
import { TemporaryFolder } from '../rig/temporary-folder.js';

jest.setTimeout(180_000);

const server = new ServiceInstance('mariadb');

/** A table of its own behind a proxy, and what the server itself says of it. */
class ProxiedTable implements AsyncDisposable {
  readonly proxy: FaultProxy;
  readonly #url: URL;
  readonly #table = `faults_${randomBytes(6).toString('hex')}`;

  private constructor(url: URL, proxy: FaultProxy) {
    this.#url = url;
    this.proxy = proxy;
  }

  static async open(): Promise<ProxiedTable> {
    const url = new URL((await server.start())['WEIR_MYSQL_URL'] ?? '');
    return new ProxiedTable(url, await startFaultProxy({ host: url.hostname, port: Number(url.port) }));
  }

  /** The keys of a job that keeps its checkpoints in `folder` and its letters here. */
  settings(folder: string, more: Readonly<Record<string, string | number>>) {
    const { pathname, username, password } = this.#url;
    return fileConfiguration(folder, {
      'http.sink.failover.storage': 'mysql',
      'http.sink.failover.table': this.#table,
      'http.sink.failover.jdbc.jdbcUrl': `jdbc:mysql://127.0.0.1:${this.proxy.port}${pathname}?socketTimeout=1000`,
      'http.sink.failover.jdbc.connectionTimeout': 1_000,
      'http.sink.failover.jdbc.username': username,
      'http.sink.failover.jdbc.password': decodeURIComponent(password),
      'http.sink.failover.spill.path': `${folder}/spill`,
      ...more,
    });
  }

  /** Letters in the table, and how many different ones. */
  async count(): Promise<{ readonly rows: number; readonly letters: number }> {
    const sql = `select count(*), count(distinct id) from ${this.#table}`;
    const [rows = NaN, letters = NaN] = (await server.client('weir', '-N', '-e', sql)).trim().split(/\s+/).map(Number);
    return { rows, letters };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]();
    await server.client('weir', '-e', `drop table if exists ${this.#table}, ${this.#table}_resolved`);
  }
}

async function recordLetters(id: FaultId, table: ProxiedTable, records: number, recoveryMs: number): Promise<void> {
  const { rows, letters } = await table.count();
  expect(letters).toBe(records);
  const figures = { accepted: records, delivered: 0, deadLettered: letters, held: 0, lost: records - letters };
  recordRow(id, { ...figures, duplicates: rows - letters, recoveryMs });
}

/** Runs a job all of whose records are rejected. */
function runRejected(endpoint: Endpoint, numbers: number, conf: Readonly<Record<string, string | number>>) {
  return runLocal(numberedJob({ url: endpoint.url, numbers }), { conf, logger: new MemoryLogger() });
}

test.each<[FaultId, ProxyFault | 'refuse']>([
  ['store-refused', 'refuse'],
  ['store-reset', 'reset'],
  ['store-reset-answer', 'reset-answer'],
  ['store-cut-answer', 'cut-answer'],
  ['store-silent', 'silent'],
])('%s between sink and server, then repaired: every letter is in the table', async (id, fault) => {
  const records = 300;
  await using folder = await TemporaryFolder.create();
  await using table = await ProxiedTable.open();
  // The first letters find the store well; the others are on their way when the fault comes.
  const script: Script = ({ order }) => ({ kind: 'status', status: 404, delayMs: order > records / 2 ? 500 : 0 });
  await using endpoint = await startEndpoint({ script, keep: 'identities' });
  // Without a spill, so that the letters have no other place than the sink.
  const result = runRejected(
    endpoint,
    records,
    table.settings(folder.path, { 'http.sink.failover.spill.maxBytes': 0 }),
  );
  await endpoint.waitFor(({ counts }) => counts.requests === records, { deadlineMs: 60_000 });
  if (fault === 'refuse') table.proxy.stopListening();
  else table.proxy.setFault(fault);
  if (fault === 'refuse') await endpoint.waitFor(({ counts }) => counts.open === 0, { deadlineMs: 60_000 });
  else await table.proxy.waitFor(({ struck }) => struck > 0, { deadlineMs: 60_000 });
  const repairedAt = performance.now();
  if (fault === 'refuse') await table.proxy.listenAgain();
  else table.proxy.setFault('none');
  const { ledger } = await result;
  const recoveryMs = Math.round(performance.now() - repairedAt);
  expect(ledger).toEqual({ accepted: records, delivered: 0, deadLettered: records, held: 0 });
  await recordLetters(id, table, records, recoveryMs);
});

test('the store is down and the spill full: the stream waits, the job fails, and the next run has all letters', async () => {
  const records = 2_000;
  const queueCapacity = 100;
  await using folder = await TemporaryFolder.create();
  await using table = await ProxiedTable.open();
  await using endpoint = await startEndpoint({ script: 404, keep: 'identities' });
  table.proxy.stopListening();
  const conf = table.settings(folder.path, {
    'http.sink.failover.spill.maxBytes': 50_000,
    'http.sink.threshold.queueCapacity': queueCapacity,
  });
  const failure = (await runRejected(endpoint, records, conf).catch((error: unknown) => error)) as {
    readonly cause: { readonly code: string };
    readonly result: { readonly ledger: { readonly accepted: number; readonly deadLettered: number; held: number } };
  };
  expect(failure.cause.code).toBe('SINK_FAILED');
  const { accepted, deadLettered, held } = failure.result.ledger;
  // What fitted into the spill is settled; the rest is held, and the source was not read on.
  expect(deadLettered).toBeGreaterThan(0);
  expect(held).toBeGreaterThanOrEqual(queueCapacity);
  expect(accepted).toBeLessThan(records);

  await table.proxy.listenAgain();
  const startedAt = performance.now();
  const { state, ledger } = await runRejected(endpoint, records, conf);
  const recoveryMs = Math.round(performance.now() - startedAt);
  expect({ state, ledger }).toMatchObject({ state: 'finished', ledger: { accepted: records, held: 0 } });
  await recordLetters('store-spill-full', table, records, recoveryMs);
});

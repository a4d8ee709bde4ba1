import { HBaseError } from '../errors.js';
import type { MutationMessage } from '../protocol/messages.js';
import { runWithRetries } from '../retry/run-with-retries.js';
import { checkKey, checkRowsToPut } from './check-rows.js';
import type { Cluster } from './cluster.js';
import { type PendingMutation, RequestPlan } from './plan-requests.js';
import type { RowToPut } from './row.js';
import { encodeDelete, encodePut } from './row-codec.js';
import { type MutationFailure, sendRequest } from './send-request.js';

/** Beside its key and values a row takes some bytes in a request; the exact number does not matter for its limit. */
const ROW_OVERHEAD_BYTES = 64;

/**
 * Writes rows, in as many requests as it takes, and resolves when a server has acknowledged each. Only the rows that failed
 * are sent again. The keys of a batch must differ: two rows of one key may arrive in either order.
 *
 * @throws HBaseError with `unacknowledged`: the rows whose fate is unknown or bad; putting them again does no harm
 */
export async function putRows(cluster: Cluster, table: string, rows: readonly RowToPut[]): Promise<void> {
  checkRowsToPut(rows, cluster.options.maxCellBytes);
  await mutate(cluster, `put into ${table}`, table, rows.map(encodePut));
}

/**
 * Deletes whole rows; one that does not exist is no error.
 *
 * @throws HBaseError as {@link putRows}
 */
export async function deleteRows(cluster: Cluster, table: string, keys: readonly Uint8Array[]): Promise<void> {
  keys.forEach(checkKey);
  await mutate(cluster, `delete from ${table}`, table, keys.map(encodeDelete));
}

async function mutate(
  cluster: Cluster,
  operation: string,
  table: string,
  mutations: readonly MutationMessage[],
): Promise<void> {
  let pending = mutations.map((mutation, index) => ({ index, mutation, bytes: mutationBytes(mutation) }));
  try {
    await runWithRetries(operation, cluster.limits, async () => {
      const failures = await sendAll(cluster, table, pending);
      for (const { region, error } of failures) cluster.locator.forget(region, error);
      pending = failures.map(({ mutation }) => mutation);
      const worst = failures.find(({ error }) => error.retry.kind === 'fatal') ?? failures[0];
      if (worst) throw worst.error;
    });
  } catch (error) {
    if (!(error instanceof HBaseError)) throw error;
    const { code, message, retry, exceptionClass } = error;
    const unacknowledged = pending.map(({ index }) => index);
    throw new HBaseError({ code, message, retry, exceptionClass, unacknowledged, cause: error });
  }
}

async function sendAll(
  cluster: Cluster,
  table: string,
  pending: readonly PendingMutation[],
): Promise<MutationFailure[]> {
  const plan = new RequestPlan(cluster.options.maxRequestBytes);
  for (const mutation of pending) plan.add(await cluster.locator.locate(table, mutation.mutation.row), mutation);
  const failures = await Promise.all(plan.requests.map((request) => sendRequest(cluster.connections, request)));
  return failures.flat();
}

function mutationBytes({ row, columnValue }: MutationMessage): number {
  const values = columnValue.flatMap(({ qualifierValue }) => qualifierValue.map(({ value }) => value.length));
  return values.reduce((sum, bytes) => sum + bytes, row.length + ROW_OVERHEAD_BYTES);
}

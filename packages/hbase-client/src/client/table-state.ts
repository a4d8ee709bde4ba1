import { FATAL, HBaseError, RETRY } from '../errors.js';
import { messageCodec } from '../protocol/message-codec.js';
import { runWithRetries } from '../retry/run-with-retries.js';
import type { Cluster } from './cluster.js';

const tableStateMessage = messageCodec<{ readonly state: number }>('TableState');
/** In the order of `TableState.State` */
const STATES = ['enabled', 'disabled', 'disabling', 'enabling'] as const;

type TableState = (typeof STATES)[number] | 'missing';

/** Whether there is such a table, in whatever state. */
export async function tableExists(cluster: Cluster, table: string): Promise<boolean> {
  const state = await runWithRetries(`look for table ${table}`, cluster.limits, () => readTableState(cluster, table));
  return state !== 'missing';
}

/**
 * Waits until a table that has been requested, by us or by another, takes writes.
 *
 * @throws HBaseError `HBASE_TABLE_DISABLED` when somebody has switched it off
 */
export async function awaitTableEnabled(cluster: Cluster, table: string): Promise<void> {
  await runWithRetries(`wait for table ${table}`, cluster.limits, async () => {
    const state = await readTableState(cluster, table);
    switch (state) {
      case 'enabled':
        return;
      case 'missing':
      case 'enabling':
        throw new HBaseError({
          code: 'HBASE_SERVER_NOT_READY',
          message: `table ${table} is not ready (${state})`,
          retry: RETRY,
        });
      case 'disabled':
      case 'disabling':
        throw new HBaseError({
          code: 'HBASE_TABLE_DISABLED',
          message: `table ${table} is disabled; enable it, e.g. in the HBase shell: enable '${table}'`,
          retry: FATAL,
        });
    }
  });
}

async function readTableState(cluster: Cluster, table: string): Promise<TableState> {
  const value = await cluster.meta.tableState(table);
  if (!value) return 'missing';
  const { state } = tableStateMessage.decode(value);
  // a state that a later HBase invents is at least none of those that take writes
  return STATES[state] ?? 'enabling';
}

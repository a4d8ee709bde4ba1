import { randomInt } from 'node:crypto';
import { HBaseError, RETRY } from '../errors.js';
import type { CreateTableRequest, OpaqueUInt64 } from '../protocol/messages.js';
import { createTableMethod, getProcedureResultMethod } from '../protocol/methods.js';
import { classifyException } from '../retry/classify-exception.js';
import { runWithRetries } from '../retry/run-with-retries.js';
import type { Cluster } from './cluster.js';
import { encodeTableName } from './table-name.js';
import { awaitTableEnabled } from './table-state.js';

/** `GetProcedureResultResponse.State.RUNNING` */
const RUNNING = 1;

/** `exists`: somebody else has made it, perhaps while we tried. */
export type CreateTableOutcome = 'created' | 'exists';

/**
 * Creates a table with one column family and the server's defaults, and waits until it takes writes.
 *
 * @throws HBaseError `HBASE_NAMESPACE_NOT_FOUND`, `HBASE_ACCESS_DENIED`, …
 */
export async function createTable(cluster: Cluster, table: string, family: string): Promise<CreateTableOutcome> {
  const request: CreateTableRequest = {
    tableSchema: { tableName: encodeTableName(table), columnFamilies: [{ name: Buffer.from(family) }] },
    // by its nonce the master recognises a repeated request, should the first answer be lost
    nonceGroup: randomNonce(),
    nonce: randomNonce(),
  };
  const outcome = await requestTable(cluster, table, request);
  await awaitTableEnabled(cluster, table);
  return outcome;
}

async function requestTable(cluster: Cluster, table: string, request: CreateTableRequest): Promise<CreateTableOutcome> {
  let procedure: OpaqueUInt64 | undefined;
  try {
    await runWithRetries(`create table ${table}`, cluster.limits, async () => {
      const master = await cluster.directory.master();
      procedure ??= (await cluster.connections.call(master, createTableMethod, request)).procId;
      const result = await cluster.connections.call(master, getProcedureResultMethod, { procId: procedure });
      const failure = result.exception?.genericException;
      if (failure) {
        throw classifyException({ className: failure.className, stackTrace: failure.message }, `create table ${table}`);
      }
      if (result.state === RUNNING) throw stillRunning(table);
    });
    return 'created';
  } catch (error) {
    if (error instanceof HBaseError && error.code === 'HBASE_TABLE_EXISTS') return 'exists';
    throw error;
  }
}

function stillRunning(table: string): HBaseError {
  const message = `the master is still creating table ${table}`;
  return new HBaseError({ code: 'HBASE_SERVER_NOT_READY', message, retry: RETRY });
}

/** Zero would mean "no nonce"; protobufjs keeps whole numbers exact to 53 bits. */
function randomNonce(): number {
  return randomInt(1, 2 ** 47);
}

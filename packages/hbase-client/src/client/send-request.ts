import { HBaseError, RELOCATE_REGION } from '../errors.js';
import type { MultiRequest, NameBytesPair, RegionActionResult } from '../protocol/messages.js';
import { multiMethod } from '../protocol/methods.js';
import type { Region } from '../region/region.js';
import { regionSpecifier } from '../region/region-specifier.js';
import { classifyException } from '../retry/classify-exception.js';
import type { ConnectionPool } from '../rpc/connection-pool.js';
import type { PendingMutation, RegionBatch, ServerRequest } from './plan-requests.js';

/** A row that a server has not acknowledged, and why. */
export interface MutationFailure {
  readonly region: Region;
  readonly mutation: PendingMutation;
  readonly error: HBaseError;
}

/** Sends one Multi and returns the rows that it did not bring in; the others are acknowledged, each by its own result. */
export async function sendRequest(connections: ConnectionPool, request: ServerRequest): Promise<MutationFailure[]> {
  const { server, batches } = request;
  try {
    const { regionActionResult } = await connections.call(server, multiMethod, encodeMulti(batches));
    return batches.flatMap((batch, position) => failuresOf(batch, regionActionResult[position]));
  } catch (error) {
    if (!(error instanceof HBaseError)) throw error;
    return batches.flatMap((batch) => failAll(batch, error));
  }
}

function encodeMulti(batches: readonly RegionBatch[]): MultiRequest {
  return {
    regionAction: batches.map(({ region, mutations }) => ({
      region: regionSpecifier(region.name),
      action: mutations.map(({ mutation }, index) => ({ index, mutation })),
    })),
  };
}

/** Results come in the order of the batches; within a batch each row is answered by its index. */
function failuresOf(batch: RegionBatch, result: RegionActionResult | undefined): MutationFailure[] {
  const { region, mutations } = batch;
  if (result?.exception) return failAll(batch, rowError(region, result.exception));
  const answers = new Map(result?.resultOrException.map((answer) => [answer.index, answer]));
  return mutations.flatMap((mutation, index) => {
    const answer = answers.get(index);
    if (answer && !answer.exception) return [];
    const error = answer?.exception ? rowError(region, answer.exception) : unanswered(region);
    return [{ region, mutation, error }];
  });
}

function failAll({ region, mutations }: RegionBatch, error: HBaseError): MutationFailure[] {
  return mutations.map((mutation) => ({ region, mutation, error }));
}

function rowError({ table }: Region, { name, value }: NameBytesPair): HBaseError {
  return classifyException({ className: name, stackTrace: Buffer.from(value ?? []).toString() }, `table ${table}`);
}

/** Silence is not an acknowledgement: the row is sent again. */
function unanswered({ table }: Region): HBaseError {
  return new HBaseError({
    code: 'HBASE_SERVER_FAILED',
    message: `table ${table}: the server answered a batch and left out one of its rows`,
    retry: RELOCATE_REGION,
  });
}

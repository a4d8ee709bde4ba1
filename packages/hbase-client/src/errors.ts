/**
 * What to do with a failure, as data.
 *
 * - `relocate`: what we believed about the place is stale; forget the region, or everything on that server, and try again.
 * - `retry`: the place is right, the server cannot take the call now; try again after a pause.
 * - `fatal`: trying again cannot help.
 */
export type RetryClass =
  | { readonly kind: 'relocate'; readonly forget: 'region' | 'server' }
  | { readonly kind: 'retry' }
  | { readonly kind: 'fatal' };

export const FATAL: RetryClass = Object.freeze({ kind: 'fatal' });
export const RETRY: RetryClass = Object.freeze({ kind: 'retry' });
export const RELOCATE_REGION: RetryClass = Object.freeze({ kind: 'relocate', forget: 'region' });
export const RELOCATE_SERVER: RetryClass = Object.freeze({ kind: 'relocate', forget: 'server' });

/** Stable codes of {@link HBaseError}; match on these, never on the message. */
export type HBaseErrorCode =
  // the caller's mistakes
  | 'HBASE_OPTIONS_INVALID'
  | 'HBASE_ARGUMENT_INVALID'
  | 'HBASE_CELL_TOO_LARGE'
  | 'HBASE_CLIENT_CLOSED'
  // finding and reaching the cluster
  | 'HBASE_ZOOKEEPER_UNREACHABLE'
  | 'HBASE_ZNODE_MISSING'
  | 'HBASE_SERVER_UNREACHABLE'
  | 'HBASE_CONNECTION_LOST'
  | 'HBASE_CALL_TIMEOUT'
  | 'HBASE_OPERATION_TIMEOUT'
  | 'HBASE_PROTOCOL'
  // what a server answered
  | 'HBASE_REGION_UNAVAILABLE'
  | 'HBASE_SERVER_BUSY'
  | 'HBASE_SERVER_NOT_READY'
  | 'HBASE_TABLE_NOT_FOUND'
  | 'HBASE_TABLE_EXISTS'
  | 'HBASE_TABLE_DISABLED'
  | 'HBASE_FAMILY_NOT_FOUND'
  | 'HBASE_NAMESPACE_NOT_FOUND'
  | 'HBASE_QUOTA_EXCEEDED'
  | 'HBASE_REQUEST_TOO_LARGE'
  | 'HBASE_ACCESS_DENIED'
  | 'HBASE_AUTHENTICATION_REQUIRED'
  | 'HBASE_REQUEST_REJECTED'
  | 'HBASE_SERVER_FAILED';

export interface HBaseFailure {
  readonly code: HBaseErrorCode;
  readonly message: string;
  readonly retry: RetryClass;
  /** Java class of the server's exception, e.g. `org.apache.hadoop.hbase.NotServingRegionException`. */
  readonly exceptionClass?: string | undefined;
  /** Indexes into the rows of a put or delete that no server has acknowledged. */
  readonly unacknowledged?: readonly number[] | undefined;
  readonly cause?: unknown;
}

/** The one error this package throws: a stable `code`, and `retry` as data. */
export class HBaseError extends Error {
  override readonly name = 'HBaseError';
  readonly code: HBaseErrorCode;
  readonly retry: RetryClass;
  readonly exceptionClass: string | undefined;
  readonly unacknowledged: readonly number[] | undefined;

  constructor(failure: HBaseFailure) {
    super(failure.message, failure.cause === undefined ? undefined : { cause: failure.cause });
    this.code = failure.code;
    this.retry = failure.retry;
    this.exceptionClass = failure.exceptionClass;
    this.unacknowledged = failure.unacknowledged;
  }
}

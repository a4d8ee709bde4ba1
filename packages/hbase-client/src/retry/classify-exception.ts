import {
  FATAL,
  HBaseError,
  type HBaseErrorCode,
  RELOCATE_REGION,
  RELOCATE_SERVER,
  RETRY,
  type RetryClass,
} from '../errors.js';

type Verdict = readonly [HBaseErrorCode, RetryClass];

const notServing: Verdict = ['HBASE_REGION_UNAVAILABLE', RELOCATE_REGION];
const notReady: Verdict = ['HBASE_SERVER_NOT_READY', RELOCATE_SERVER];
const busy: Verdict = ['HBASE_SERVER_BUSY', RETRY];
const rejected: Verdict = ['HBASE_REQUEST_REJECTED', FATAL];
const denied: Verdict = ['HBASE_ACCESS_DENIED', FATAL];
const quota: Verdict = ['HBASE_QUOTA_EXCEEDED', FATAL];

/**
 * What each Java exception means for us, by simple class name (HBase has moved classes between packages, never renamed one).
 *
 * Source: the subclasses of `IOException` and `DoNotRetryIOException` in hbase-client, hbase-common and hbase-server 2.6.4, and
 * `ClientExceptionsUtil.isMetaClearingException`.
 */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['NotServingRegionException', notServing],
  ['RegionMovedException', notServing],
  ['RegionOpeningException', notServing],
  ['RegionOfflineException', notServing],
  ['WrongRegionException', notServing],
  ['UnknownRegionException', notServing],
  ['NotAllMetaRegionsOnlineException', notServing],
  ['NoServerForRegionException', notServing],

  ['RegionServerStoppedException', notReady],
  ['RegionServerAbortedException', notReady],
  ['ServerNotRunningYetException', notReady],
  ['MasterNotRunningException', notReady],
  ['MasterStoppedException', notReady],
  ['PleaseHoldException', notReady],
  ['PleaseRestartMasterException', notReady],

  ['RegionTooBusyException', busy],
  ['CallQueueTooBigException', busy],
  ['CallDroppedException', busy],
  ['CallTimeoutException', busy],
  ['ServerTooBusyException', busy],
  ['RetryImmediatelyException', busy],
  ['RpcThrottlingException', busy],
  ['ThrottlingException', busy],

  ['TableNotFoundException', ['HBASE_TABLE_NOT_FOUND', FATAL]],
  ['TableExistsException', ['HBASE_TABLE_EXISTS', FATAL]],
  ['TableNotEnabledException', ['HBASE_TABLE_DISABLED', FATAL]],
  ['NoSuchColumnFamilyException', ['HBASE_FAMILY_NOT_FOUND', FATAL]],
  ['NamespaceNotFoundException', ['HBASE_NAMESPACE_NOT_FOUND', FATAL]],
  ['RequestTooBigException', ['HBASE_REQUEST_TOO_LARGE', FATAL]],
  ['QuotaExceededException', quota],
  ['SpaceLimitingException', quota],
  ['AccessDeniedException', denied],
  ['AccessControlException', denied],
  ['DoNotRetryIOException', rejected],
  ['FailedSanityCheckException', rejected],
  ['ConstraintException', rejected],
  ['CoprocessorException', rejected],
  ['CorruptHFileException', rejected],
  ['InvalidFamilyOperationException', rejected],
  ['InvalidLabelException', rejected],
  ['UnknownProtocolException', rejected],
  ['UnsupportedOperationException', rejected],
  ['IllegalArgumentException', rejected],
  ['IllegalArgumentIOException', rejected],
  ['FatalConnectionException', rejected],
  ['UnknownServiceException', rejected],
  ['WrongVersionException', rejected],
  ['BadAuthException', ['HBASE_AUTHENTICATION_REQUIRED', FATAL]],
]);

/** What a server says of a failure, in an RPC's header or beside one row of a Multi. */
export interface ServerException {
  readonly className: string;
  /** Java's stack trace; its first line is the message. */
  readonly stackTrace: string;
  /** The server's own `do_not_retry`; a Multi does not carry it. */
  readonly doNotRetry?: boolean;
}

/**
 * Turns a server's exception into an error with a code and a retry class. A class that is not in the table follows the
 * server's `do_not_retry`; without it the region is looked up again, as the Java client does.
 */
export function classifyException(exception: ServerException, where: string): HBaseError {
  const { className, stackTrace, doNotRetry } = exception;
  const [code, retry] = VERDICTS.get(simpleName(className)) ?? unknownVerdict(doNotRetry === true);
  return new HBaseError({
    code,
    retry,
    exceptionClass: className,
    message: `${where}: ${firstLine(stackTrace, className)}`,
  });
}

function unknownVerdict(doNotRetry: boolean): Verdict {
  return doNotRetry ? rejected : ['HBASE_SERVER_FAILED', RELOCATE_REGION];
}

function simpleName(className: string): string {
  return className.slice(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
}

function firstLine(stackTrace: string, className: string): string {
  const [line = ''] = stackTrace.split('\n', 1);
  return line.startsWith(className)
    ? simpleName(className) + line.slice(className.length)
    : `${simpleName(className)}: ${line}`;
}

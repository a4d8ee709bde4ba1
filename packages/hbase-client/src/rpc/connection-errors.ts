import { FATAL, HBaseError, RELOCATE_SERVER } from '../errors.js';
import type { ExceptionResponse } from '../protocol/messages.js';
import { classifyException } from '../retry/classify-exception.js';

/** The connection broke; every call on it may or may not have been carried out. */
export function connectionLost(server: string, reason: string, heardFrom: boolean): HBaseError {
  const hint = heardFrom
    ? ''
    : ' before it had answered anything (so does a server that demands TLS, which is not supported)';
  return new HBaseError({
    code: 'HBASE_CONNECTION_LOST',
    message: `connection to ${server} lost: ${reason}${hint}`,
    retry: RELOCATE_SERVER,
  });
}

/** The bytes that came back are no answer of HBase's. */
export function notHBase(server: string, cause: unknown): HBaseError {
  return new HBaseError({
    code: 'HBASE_PROTOCOL',
    message: `${server} does not answer like HBase: ${cause instanceof Error ? cause.message : String(cause)}`,
    // another process may have taken the port of a server that has moved
    retry: RELOCATE_SERVER,
    cause,
  });
}

/** The server refused the connection and not one call. */
export function connectionRefused(server: string, exception: ExceptionResponse): HBaseError {
  const { exceptionClassName: className, stackTrace } = exception;
  const reason = classifyException({ className, stackTrace, doNotRetry: true }, server);
  const wantsCredentials = reason.code === 'HBASE_ACCESS_DENIED' || reason.code === 'HBASE_AUTHENTICATION_REQUIRED';
  if (!wantsCredentials) return reason;
  return new HBaseError({
    code: 'HBASE_AUTHENTICATION_REQUIRED',
    message: `${reason.message}; only simple authentication is supported (hbase.security.authentication=simple), not Kerberos`,
    retry: FATAL,
    exceptionClass: className,
  });
}

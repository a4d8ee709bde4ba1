import { describeError, isWeirError, WeirError } from '@weir/core';

/** What mysql2 puts on its errors beside the message. */
interface DriverError {
  readonly code?: string;
  /** The server's message, without the statement. */
  readonly sqlMessage?: string;
  /** The connection is lost. */
  readonly fatal?: boolean;
}

/** The connection was lost or refused, or the server asks to try again; the same statement may succeed later. */
const transientCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
  ...['PROTOCOL_CONNECTION_LOST', 'ER_SERVER_SHUTDOWN', 'ER_NORMAL_SHUTDOWN', 'ER_CON_COUNT_ERROR'],
  ...['ER_NEW_ABORTING_CONNECTION', 'ER_CONNECTION_KILLED', 'ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT'],
]);

const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start the server, or correct host and port in failover.jdbc.jdbcUrl.',
  ENOTFOUND: 'Correct the host in failover.jdbc.jdbcUrl.',
  ETIMEDOUT: 'Make the server reachable, or correct host and port in failover.jdbc.jdbcUrl.',
  PROTOCOL_CONNECTION_LOST: 'Start the server, and see its log.',
  ER_ACCESS_DENIED_ERROR:
    'Correct failover.jdbc.username and failover.jdbc.password; a user who must use TLS needs sslMode=REQUIRED.',
  ER_DBACCESS_DENIED_ERROR: 'Grant the user rights on the database, or name another one in failover.jdbc.jdbcUrl.',
  ER_BAD_DB_ERROR: 'Create the database, or correct its name in failover.jdbc.jdbcUrl.',
  ER_TABLEACCESS_DENIED_ERROR:
    'Grant the user CREATE, SELECT, INSERT and DELETE on the database, or create the tables for it.',
  ER_OPTION_PREVENTS_STATEMENT: 'The server is read-only: name one that can be written in failover.jdbc.jdbcUrl.',
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: 'Convert the table to utf8mb4.',
  ER_RECORD_FILE_FULL: 'Free some space on the server.',
  ER_DISK_FULL: 'Free some space on the server.',
  HANDSHAKE_NO_SSL_SUPPORT: 'Enable TLS on the server, or set sslMode=DISABLED in failover.jdbc.jdbcUrl.',
  HANDSHAKE_SSL_ERROR:
    'Set failover.jdbc.sslCa to the certificate of the authority that signed the server’s, or another sslMode in the URL.',
};

/** Whether the same statement may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  const { code, fatal } = error as DriverError;
  // A connection that was found closed has no code.
  return code === undefined ? fatal === true : transientCodes.has(code);
}

/** Whether the server says that the table does not exist. */
export function isMissingTable(error: unknown): boolean {
  return (error as DriverError).code === 'ER_NO_SUCH_TABLE';
}

/**
 * `action` completes "cannot be …": written, read. Errors that have a code of ours already are given back.
 *
 * The error of the driver carries the whole statement, and so letters; its code and message are all that is kept.
 */
export function storeUnavailable(action: string, place: string, error: unknown): WeirError {
  if (isWeirError(error)) return error;
  const { code, sqlMessage } = error as DriverError;
  const problem = sqlMessage ?? describeError(error);
  const remedy = remedies[code ?? ''] ?? 'Read what the server says and correct it there.';
  return new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `The dead letters in ${place} cannot be ${action}: ${problem}${code === undefined ? '' : ` (${code})`}. ${remedy}`,
    { cause: Object.assign(new Error(problem), { code }), details: { place, cause: code } },
  );
}

import { describeError, isWeirError, WeirError } from '@weir/core';
import { WebHdfsError, type Failure, type Peer } from './webhdfs/webhdfs-error.js';

/** Whose letters, and where. */
export interface HdfsPlace {
  readonly user: string;
  /** Directory of the table. */
  readonly directory: string;
}

/** Remedies by the simple name of the Java exception. */
const remedies: Readonly<Record<string, string>> = {
  SafeModeException:
    'The name node is in safe mode and takes no changes: wait until it has left it, or see hdfs dfsadmin -safemode get.',
  StandbyException: 'None of the name nodes given is active: name the active one too in failover.hdfs.httpAddress.',
  ParentNotDirectoryException:
    'A file is where a directory is needed: remove it, or set failover.hdfs.path to another.',
  FileAlreadyExistsException: 'A file is where a directory is needed: remove it, or set failover.hdfs.path to another.',
  InvalidPathException:
    'Set failover.hdfs.path, failover.hdfs.format and failover.table so that HDFS takes them as names.',
  DSQuotaExceededException:
    'The quota of the directory is used up: raise it (hdfs dfsadmin -setSpaceQuota), or purge letters.',
  QuotaByStorageTypeExceededException: 'The quota of the directory is used up: raise it, or purge letters.',
  NSQuotaExceededException:
    'The directory may have no more files: raise its quota (hdfs dfsadmin -setQuota), or purge letters.',
  IOException: 'See whether the data nodes are up and have room (hdfs dfsadmin -report).',
};

function remedyForRemote(exception: string, { user, directory }: HdfsPlace): string {
  if (exception !== 'AccessControlException') return remedies[exception] ?? 'See the log of that server.';
  return (
    `Give the user ${user} the right to read and write ${directory} and what is beside it ` +
    `(hdfs dfs -chown), or set failover.hdfs.user or failover.hdfs.path to others.`
  );
}

const addressRemedy =
  'Set failover.hdfs.httpAddress to host:port of the name node’s web server (dfs.namenode.http-address: 9870 in ' +
  'Hadoop 3, 50070 in Hadoop 2), or namenode to webhdfs://host:port.';

const tlsRemedy =
  'Set failover.hdfs.caFile to the certificate of the authority that signed the servers’, and see that host and port ' +
  'are those of dfs.namenode.https-address.';

function remedyFor(failure: Failure, { role, origin }: Peer, place: HdfsPlace): string {
  switch (failure.kind) {
    case 'remote':
      return remedyForRemote(failure.exception, place);
    case 'rpc-port':
      return addressRemedy;
    case 'not-webhdfs':
      return `See that a name node with dfs.webhdfs.enabled is there. ${addressRemedy}`;
    case 'login-required':
      return 'This store logs in by user name only, not by Kerberos: give the address of a gateway that takes that.';
    case 'tls':
      return tlsRemedy;
    case 'timeout':
    case 'unreachable':
      if (role === 'data node')
        return `Make ${origin} reachable from here: the name node sends writers and readers there.`;
      return `Start the name node, or correct the address. ${addressRemedy} List all name nodes of a highly available cluster.`;
  }
}

function causeOf(failure: Failure): string {
  switch (failure.kind) {
    case 'remote':
      return failure.exception;
    case 'tls':
    case 'unreachable':
      return failure.code;
    default:
      return failure.kind;
  }
}

/**
 * `action` completes "cannot be …": written, read. Errors that have a code of ours already are given back.
 *
 * The error of a request carries what it sent, and so letters; its message and class are all that is kept.
 */
export function storeUnavailable(action: string, place: HdfsPlace, error: unknown): WeirError {
  if (isWeirError(error)) return error;
  const what = `The dead letters in HDFS ${place.directory} cannot be ${action}: ${describeError(error)}`;
  if (!(error instanceof WebHdfsError)) {
    return new WeirError('LETTER_STORE_UNAVAILABLE', `${what}. Report this.`, { cause: error, details: { ...place } });
  }
  const { failure, peer } = error;
  return new WeirError('LETTER_STORE_UNAVAILABLE', `${what.replace(/\.$/, '')}. ${remedyFor(failure, peer, place)}`, {
    details: { ...place, server: peer.origin, cause: causeOf(failure) },
  });
}

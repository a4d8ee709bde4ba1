import { describeError, isWeirError, WeirError } from '@weir/core';

function remedyFor(code: string | undefined): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'Give this user the right to write there, or set failover.file.path to another folder.';
    case 'EROFS':
      return 'The file system is read-only: set failover.file.path to another folder.';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'A file is where a folder is needed: remove it, or set failover.file.path to another folder.';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some space.';
    default:
      return 'Make the folder usable, or set failover.file.path to another one.';
  }
}

/** `action` completes "cannot be …": written, read. Errors that have a code of ours already are given back. */
export function storeUnavailable(action: string, path: string, cause: unknown): WeirError {
  if (isWeirError(cause)) return cause;
  const { code } = cause as NodeJS.ErrnoException;
  return new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `The dead letters in ${path} cannot be ${action}: ${describeError(cause)}. ${remedyFor(code)}`,
    { cause, details: { path, cause: code } },
  );
}

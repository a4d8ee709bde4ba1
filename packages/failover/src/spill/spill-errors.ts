import { describeError, isWeirError, WeirError } from '@weir/core';

/** The spill has no room for `bytes` more. */
export function spillFull(directory: string, room: { readonly bytes: number; readonly maxBytes: number }): WeirError {
  return new WeirError(
    'LETTER_SPILL_UNAVAILABLE',
    `The spill ${directory} has no room for ${room.bytes} more bytes: failover.spill.maxBytes allows ${room.maxBytes}. ` +
      'Repair the store, or raise the limit.',
    { details: { path: directory, ...room } },
  );
}

/** `action` completes "cannot be …": written, read. Errors of the spill are given back. */
export function spillBroken(action: string, directory: string, error: unknown): WeirError {
  if (isWeirError(error) && error.code === 'LETTER_SPILL_UNAVAILABLE') return error;
  // The pieces of the file store name their own key; what the system said is in the cause.
  const cause = isWeirError(error) ? (error.cause ?? error) : error;
  return new WeirError(
    'LETTER_SPILL_UNAVAILABLE',
    `The spill ${directory} cannot be ${action}: ${describeError(cause)}. ` +
      'Make the folder usable, or set failover.spill.path to another one.',
    { cause, details: { path: directory, cause: (cause as NodeJS.ErrnoException).code } },
  );
}

/** Neither the store nor the spill took it; the caller still has it. */
export function nothingTakes(description: string, failures: readonly unknown[]): WeirError {
  return new WeirError(
    'LETTER_SPILL_UNAVAILABLE',
    `Neither the dead-letter store (${description}) nor its local spill takes letters. ` +
      failures.map(describeError).join(' '),
    { cause: new AggregateError(failures), details: { failures: failures.map(codeOf) } },
  );
}

function codeOf(error: unknown): string {
  return isWeirError(error) ? error.code : describeError(error);
}

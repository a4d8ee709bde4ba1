import { WeirError } from '@weir/core';

/** What every use of a store after `close` is refused with. */
export function storeClosed(description: string): WeirError {
  return new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `The dead-letter store (${description}) is closed. Open another one.`,
  );
}

import { describeError, WeirError } from '@weir/core';

/**
 * Loads the packages that a store needs; they are optional peers, so that only those who use the store install them.
 *
 * @param packages their names, for the message
 * @throws LETTER_STORE_DRIVER_MISSING
 */
export async function loadDriver<T>(storage: string, packages: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new WeirError(
      'LETTER_STORE_DRIVER_MISSING',
      `storage: ${storage} needs packages that cannot be loaded: ${describeError(cause)}. ` +
        `Install them beside Weir: npm install ${packages}`,
      { cause, details: { storage, packages } },
    );
  }
}

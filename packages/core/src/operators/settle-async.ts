import type { OnError } from '../config/on-error.js';
import { isWeirError } from '../errors/weir-error.js';
import type { Batch } from '../record/batch.js';
import { callAsync, type AsyncCallOptions } from './call-async.js';
import { describeFailure, isOfRecord } from './failed-records.js';

/** What came of a record: the function's result, or why it failed, in words. */
export type AsyncOutcome = { readonly result: unknown } | { readonly failure: string };

/**
 * Calls the function of a mapAsync on record `index`; one that dead-letters is called again when it fails, since it must
 * keep failing.
 *
 * @throws as {@link callAsync}, unless the failure is of the record and `onError` is `dead-letter`
 */
export async function settleAsync(
  options: AsyncCallOptions & { readonly onError: OnError },
  batch: Batch<unknown>,
  index: number,
): Promise<AsyncOutcome> {
  const { onError, label, signal } = options;
  const attempts = onError === 'fail' ? 1 : 2;
  for (let attempt = 1; ; attempt++) {
    try {
      return { result: await callAsync(options, batch, index) };
    } catch (error) {
      if (attempt < attempts && !signal.aborted) continue;
      if (onError === 'fail' || signal.aborted || !isWeirError(error) || !isOfRecord(error)) throw error;
      return { failure: describeFailure(label, error) };
    }
  }
}

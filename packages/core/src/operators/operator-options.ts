import { z } from 'zod';
import { onErrorModes, type OnError } from '../config/on-error.js';
import { parseOptions } from '../config/parse-options.js';
import type { WeirError } from '../errors/weir-error.js';
import type { Batch } from '../record/batch.js';

/** Options of every operator with a user function. */
export interface OperatorOptions {
  /** Default: that of the job, `on-error`. */
  readonly onError?: OnError;
}

/** Schema of {@link OperatorOptions.onError}. */
export const onErrorSchema = z.enum(onErrorModes).exactOptional();

const optionsSchema = z.strictObject({ onError: onErrorSchema });

/** @throws GRAPH_INVALID when an option is not what it must be */
export function operatorOptions(kind: string, options: OperatorOptions): OperatorOptions {
  return parseOptions(kind, optionsSchema, options);
}

/**
 * Told of a record on which a function failed. Says how the step goes on: without the record, or with the end of the
 * batch before it. May throw instead.
 */
export type OnFailed = (error: WeirError, batch: Batch<unknown>, index: number) => 'leave-out' | 'end-batch';

/** The {@link OnFailed} of a step that is given none. */
export const throwFailed: OnFailed = (error) => {
  throw error;
};

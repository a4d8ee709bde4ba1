import { z } from 'zod';
import { parseOptions } from '../config/parse-options.js';
import { onErrorSchema } from './operator-options.js';

/** What a mapAsync function is given beside the record. */
export interface MapAsyncContext {
  /** Aborts when the call's time is over or the job is cancelled. */
  readonly signal: AbortSignal;
}

const optionsSchema = z.strictObject({
  concurrency: z.int().min(1).max(100_000).default(16),
  ordered: z.boolean().default(true),
  timeoutMs: z.int().min(1).max(2_147_483_647).default(30_000),
  onError: onErrorSchema,
});

/**
 * Options of `mapAsync`.
 *
 * - `concurrency`: calls under way at a time, per subtask; default 16;
 * - `ordered`: results leave in the order of their records, else as they come; default true;
 * - `timeoutMs`: a call that takes longer has failed; default 30000;
 * - `onError`: what happens when it keeps failing on a record; default that of the job, `on-error`.
 */
export type MapAsyncOptions = z.input<typeof optionsSchema>;

/** One record in, one out, by a promise. */
export interface MapAsyncOperator extends z.output<typeof optionsSchema> {
  readonly kind: 'mapAsync';
  readonly fn: (value: unknown, context: MapAsyncContext) => unknown;
}

/** @throws GRAPH_INVALID when an option is not what it must be */
export function mapAsyncOperator(fn: MapAsyncOperator['fn'], options: MapAsyncOptions): MapAsyncOperator {
  return { kind: 'mapAsync', fn, ...parseOptions('mapAsync', optionsSchema, options) };
}

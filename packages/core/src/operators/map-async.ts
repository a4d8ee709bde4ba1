import { z } from 'zod';
import { WeirError } from '../errors/weir-error.js';

/** What a mapAsync function is given beside the record. */
export interface MapAsyncContext {
  /** Aborts when the call's time is over or the job is cancelled. */
  readonly signal: AbortSignal;
}

const optionsSchema = z.strictObject({
  concurrency: z.int().min(1).max(100_000).default(16),
  ordered: z.boolean().default(true),
  timeoutMs: z.int().min(1).max(2_147_483_647).default(30_000),
});

/**
 * Options of `mapAsync`.
 *
 * - `concurrency`: calls under way at a time, per subtask; default 16;
 * - `ordered`: results leave in the order of their records, else as they come; default true;
 * - `timeoutMs`: a call that takes longer fails the job; default 30000.
 */
export type MapAsyncOptions = z.input<typeof optionsSchema>;

/** One record in, one out, by a promise. */
export interface MapAsyncOperator extends z.output<typeof optionsSchema> {
  readonly kind: 'mapAsync';
  readonly fn: (value: unknown, context: MapAsyncContext) => unknown;
}

/** @throws GRAPH_INVALID when an option is not what it must be */
export function mapAsyncOperator(fn: MapAsyncOperator['fn'], options: MapAsyncOptions): MapAsyncOperator {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return { kind: 'mapAsync', fn, ...parsed.data };
  const [issue] = parsed.error.issues;
  throw new WeirError('GRAPH_INVALID', `mapAsync: option ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`, {
    cause: parsed.error,
  });
}

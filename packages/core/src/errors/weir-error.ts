import { inspect } from 'node:util';
import type { ErrorCode } from './error-table.js';

/** What an error knows beyond its message: plain values that a program may read, never secrets. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** Options of {@link WeirError}. */
export interface WeirErrorOptions {
  /** The error that led to this one. */
  readonly cause?: unknown;
  /** Plain values for programs, for example `{ key, value }`. */
  readonly details?: ErrorDetails;
}

const brand = Symbol.for('weir.WeirError');

/**
 * Every error that Weir raises on purpose.
 *
 * Match `code` (stable, listed in `docs/reference/errors.md`), never the message. The message says which key or
 * record is meant, what was expected and what to do.
 */
export class WeirError extends Error {
  /** Stable identifier out of {@link ErrorCode}. */
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly [brand] = true;

  constructor(code: ErrorCode, message: string, options: WeirErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'WeirError';
    this.code = code;
    this.details = Object.freeze({ ...options.details });
  }
}

/** Tells whether `error` is a {@link WeirError}, also one of another copy of this package. */
export function isWeirError(error: unknown): error is WeirError {
  return typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === true;
}

/** The text of anything that was thrown; never empty. */
export function describeError(error: unknown): string {
  if (typeof error === 'string' && error !== '') return error;
  // By its shape and not by instanceof: errors also come out of other realms, as in a test runner.
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') {
    if (error.message !== '') return error.message;
    if ('errors' in error && Array.isArray(error.errors)) return error.errors.map(describeError).join('; ');
    if ('name' in error && typeof error.name === 'string') return error.name;
  }
  return inspect(error, { depth: 1, breakLength: Infinity });
}

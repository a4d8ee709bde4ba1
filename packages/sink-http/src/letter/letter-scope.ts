import type { SinkContext } from '@weir/core';
import type { HttpSinkOptions } from '../options/resolve-http-sink-options.js';
import type { LetterScope } from './build-letter.js';

/** The scope of the letters that a writer with this context writes. */
export function letterScope({ job, uid, subtask }: SinkContext, options: HttpSinkOptions): LetterScope {
  const { secretHeaders } = options.failover;
  const idempotencyHeader = options.security.idempotencyHeader?.toLowerCase();
  return { job, sinkUid: uid, subtask, secretHeaders, idempotencyHeader };
}

import type { DeadLetterStore, OutcomeListener, SinkContext } from '@weir/core';
import type { HttpSinkOptions } from '../options/resolve-http-sink-options.js';
import type { OutcomeFunction } from '../outcome/outcome-function.js';
import type { HttpRecord } from '../request/http-request.js';
import type { RequestPreparer } from '../request/prepare-request.js';
import type { HttpTransport } from '../send/http-transport.js';

/** What a writer works with. */
export interface WriterParts {
  readonly context: SinkContext;
  readonly options: HttpSinkOptions;
  readonly preparer: RequestPreparer;
  readonly transport: HttpTransport;
  readonly store: DeadLetterStore;
  readonly classify?: OutcomeFunction | undefined;
  readonly onOutcome?: OutcomeListener<HttpRecord> | undefined;
  /** Numbers from 0 up to 1, for jitter. */
  readonly random: () => number;
}

import type { DeadLetter } from '@weir/core';

/** A body that is sent as JSON. */
export type JsonBody = { readonly [name: string]: unknown } | readonly unknown[];

/** One request, when a URL alone does not say enough. Plain data. */
export interface HttpRequest {
  /** Absolute, `http://` or `https://`; sent as written (see {@link prepareRequest}). */
  readonly url: string;
  /** Default: the method of the sink. CONNECT is refused. */
  readonly method?: string;
  /** Added to the sink's headers; the same name, in any case, replaces the sink's. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Text (as UTF-8) and bytes are sent as they are, with no content type but the one in `headers`; an object or array
   * is sent as JSON, with `application/json` unless `headers` says otherwise.
   */
  readonly body?: string | Uint8Array | JsonBody;
  /** Kept with a dead letter; default: what the nearest `keyBy` returned. */
  readonly key?: string;
  /** The letter that this request sends again: id, idempotency key and attempts go on from there. */
  readonly replayOf?: DeadLetter;
}

/** What an HTTP sink takes: a URL, or a whole request. */
export type HttpRecord = string | HttpRequest;

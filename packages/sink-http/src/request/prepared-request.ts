import type { DeadLetter } from '@weir/core';
import type { HeaderList } from './header-list.js';
import type { WireRequest } from './wire-request.js';

/** What a record of either kind says, and where it goes. */
type Prepared = Omit<PreparedRequest, 'kind'>;

/**
 * What is sent, and what a letter says beside it; all that is ever read of a record that is not malformed.
 *
 * A class, as `HeldRecord` is and for its reason.
 */
export class PreparedRequest implements WireRequest {
  readonly kind = 'request';
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly headers: HeaderList;
  readonly body?: string | Uint8Array | undefined;
  /** The URL as the record gave it. */
  readonly url: string;
  readonly key?: string | undefined;
  readonly replayOf?: DeadLetter | undefined;

  constructor({ method, origin, path, headers, body, url, key, replayOf }: Prepared) {
    this.method = method;
    this.origin = origin;
    this.path = path;
    this.headers = headers;
    this.body = body;
    this.url = url;
    this.key = key;
    this.replayOf = replayOf;
  }
}

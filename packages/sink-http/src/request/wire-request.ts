import type { HeaderList } from './header-list.js';

/** A request as it goes to the wire. */
export interface WireRequest {
  readonly method: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Path and query; begins with `/`. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body?: string | Uint8Array | undefined;
}

import { headerValue, type HeaderList } from './header-list.js';
import type { WireRequest } from './wire-request.js';

/** Headers that belong to the sending of a request and not to its record. */
export interface SentHeaderOptions {
  /** Name of the header that carries the idempotency key; undefined sends none. */
  readonly idempotencyHeader: string | undefined;
}

/**
 * Adds to a request what is made anew for each attempt. It is never kept: neither a letter nor a checkpoint has it, and
 * a replay adds it again. A header that the request has itself stays as it is.
 */
export class SentHeaders {
  readonly #idempotency: { readonly name: string; readonly lowerCase: string } | undefined;

  constructor({ idempotencyHeader }: SentHeaderOptions) {
    const name = idempotencyHeader;
    this.#idempotency = name === undefined ? undefined : { name, lowerCase: name.toLowerCase() };
  }

  /** @param idempotencyKey gives the key; asked only when it is sent, because it is made of a hash */
  addTo(request: WireRequest, idempotencyKey: () => string): WireRequest {
    const added = this.#added(request.headers, idempotencyKey);
    if (added.length === 0) return request;
    const { method, origin, path, headers, body } = request;
    return { method, origin, path, headers: [...headers, ...added], body };
  }

  #added(own: HeaderList, idempotencyKey: () => string): HeaderList {
    const header = this.#idempotency;
    if (!header || headerValue(own, header.lowerCase) !== undefined) return [];
    return [header.name, idempotencyKey()];
  }
}

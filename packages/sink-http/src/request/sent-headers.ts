import type { SecurityOptions } from '../options/security-options.js';
import { headerValue, type HeaderList } from './header-list.js';
import type { WireRequest } from './wire-request.js';

/** Origins of which it is remembered whether they are given the credentials. */
const rememberedOrigins = 1_000;

const nothing: HeaderList = Object.freeze([]);

/**
 * Adds to a request what belongs to its sending and not to its record: idempotency key and credentials. They are never
 * kept: neither a letter nor a checkpoint has them, and a replay adds them again. A header that the request has itself
 * stays as it is.
 */
export class SentHeaders<Held extends { readonly request: WireRequest }> {
  readonly #options: SecurityOptions;
  readonly #keyOf: (held: Held) => string;
  readonly #idempotencyName: string;
  readonly #credentials = new Map<string, HeaderList>();

  /** @param keyOf gives the idempotency key; asked only when it is sent, because it is made of a hash */
  constructor(options: SecurityOptions, keyOf: (held: Held) => string) {
    this.#options = options;
    this.#keyOf = keyOf;
    this.#idempotencyName = options.idempotencyHeader?.toLowerCase() ?? '';
  }

  /** The request of `held` as it is sent. */
  addTo(held: Held): WireRequest {
    const { method, origin, path, headers, body } = held.request;
    const { idempotencyHeader, authorization } = this.#options;
    const identified = idempotencyHeader === undefined || headerValue(headers, this.#idempotencyName) !== undefined;
    const secured = authorization === undefined || headerValue(headers, 'authorization') !== undefined;
    if (identified && secured) return held.request;
    const named = identified ? headers : headers.concat(idempotencyHeader, this.#keyOf(held));
    return { method, origin, path, headers: secured ? named : named.concat(this.#authorization(origin)), body };
  }

  #authorization(origin: string): HeaderList {
    const known = this.#credentials.get(origin);
    if (known) return known;
    if (this.#credentials.size >= rememberedOrigins) this.#credentials.clear();
    const { authorization, authorizedHosts } = this.#options;
    const given = authorization && (authorizedHosts?.match(origin) ?? true);
    const list = given ? ['Authorization', authorization.reveal()] : nothing;
    this.#credentials.set(origin, list);
    return list;
  }
}

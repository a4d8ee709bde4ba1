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
export class SentHeaders {
  readonly #options: SecurityOptions;
  readonly #idempotencyName: string;
  readonly #credentials = new Map<string, HeaderList>();

  constructor(options: SecurityOptions) {
    this.#options = options;
    this.#idempotencyName = options.idempotencyHeader?.toLowerCase() ?? '';
  }

  /** @param idempotencyKey gives the key; asked only when it is sent, because it is made of a hash */
  addTo(request: WireRequest, idempotencyKey: () => string): WireRequest {
    const { method, origin, path, headers, body } = request;
    const { idempotencyHeader, authorization } = this.#options;
    const added: string[] = [];
    if (idempotencyHeader !== undefined && headerValue(headers, this.#idempotencyName) === undefined) {
      added.push(idempotencyHeader, idempotencyKey());
    }
    if (authorization && headerValue(headers, 'authorization') === undefined)
      added.push(...this.#authorization(origin));
    return added.length === 0 ? request : { method, origin, path, headers: [...headers, ...added], body };
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

import { createHash } from 'node:crypto';
import type { WireRequest } from './read-request.js';

/** A request that arrived completely, and what the endpoint knows about it. */
export interface SeenRequest extends WireRequest {
  /** What makes two requests the same; see {@link requestIdentity}. */
  readonly identity: string;
  /** How often this identity has arrived, this time included; from 1. Always 0 when the ledger keeps counts only. */
  readonly nth: number;
  /** Place in the order of arrival at this endpoint; from 1. */
  readonly order: number;
  /** Number of the connection it came on; from 1. */
  readonly connection: number;
}

const longestPlainBody = 256;

/**
 * Method, target and body: `GET /a?b=1`, `POST /orders {"id":7}`. A body of more than 256 bytes stands there as the
 * hexadecimal digits of its SHA-256.
 */
export function requestIdentity(request: WireRequest): string {
  const { method, target, body } = request;
  if (body.length === 0) return `${method} ${target}`;
  const text = body.length > longestPlainBody ? createHash('sha256').update(body).digest('hex') : body.toString();
  return `${method} ${target} ${text}`;
}

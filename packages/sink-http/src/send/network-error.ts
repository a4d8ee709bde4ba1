import { describeError, type NetworkError } from '@weir/core';
import { hostRefusedCode } from './host-refused.js';
import type { Failed } from './http-transport.js';

const classes: Readonly<Record<string, NetworkError>> = {
  ETIMEDOUT: 'timeout',
  ECONNABORTED: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  UND_ERR_SOCKET: 'connection-reset',
  ENOTFOUND: 'dns',
  ENODATA: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  EAI_NONAME: 'dns',
  EPROTO: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  [hostRefusedCode]: 'host-refused',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
};

/** Families of codes that OpenSSL, Node's TLS and the HTTP parser make up. */
const families: readonly (readonly [prefix: string, error: NetworkError])[] = [
  ['ERR_TLS_', 'tls'],
  ['ERR_SSL_', 'tls'],
  ['CERT_', 'tls'],
  ['HPE_', 'protocol'],
];

type Coded = { readonly code?: unknown; readonly name?: unknown; readonly cause?: Coded } | null | undefined;

/** The class of a failure of the connection, by its code or type, or that of what caused it; never by its text. */
export function classifyNetworkError(error: unknown): NetworkError {
  // Not `instanceof Error`: inside a test runner's sandbox Node's own errors are of another Error.
  for (let current = error as Coded, depth = 0; current && depth < 4; current = current.cause, depth++) {
    // undici 7 means to give its parser's errors a code (HPE_…), and leaves it undefined.
    const code = current.name === 'HTTPParserError' ? 'HPE_' : current.code;
    if (typeof code !== 'string') continue;
    const known = classes[code] ?? families.find(([prefix]) => code.startsWith(prefix))?.[1];
    if (known !== undefined) return known;
  }
  return 'network';
}

/** A failure as the result of an attempt. */
export function failedBy(error: unknown): Failed {
  const code = (error as Coded)?.code;
  const text = describeError(error);
  const message = typeof code === 'string' && !text.includes(code) ? `${text} (${code})` : text;
  return { kind: 'failed', error: classifyNetworkError(error), message, cause: error };
}

import axios, { type AxiosError, type InternalAxiosRequestConfig } from 'axios';
import { isNetworkError } from 'axios-retry';

/** Which of the two servers of an exchange failed, and how. */
export interface Peer {
  readonly role: 'name node' | 'data node';
  /** Scheme, host and port. */
  readonly origin: string;
}

/** How a request to HDFS can fail. */
export type Failure =
  /** Hadoop says no. `exception` is the simple name of its Java class. */
  | { readonly kind: 'remote'; readonly exception: string; readonly message: string }
  /** The port is one of Hadoop's RPC, not of HTTP. */
  | { readonly kind: 'rpc-port' }
  /** Something answers, but not with WebHDFS. */
  | { readonly kind: 'not-webhdfs'; readonly status: number; readonly message: string }
  | { readonly kind: 'login-required'; readonly challenge: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'tls'; readonly code: string; readonly message: string }
  /** No connection, or one that broke. `isTransient` is false for what a repetition cannot change, as a wrong name. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string; readonly isTransient: boolean };

/** What every request of {@link WebHdfs} rejects with. It does not show the request, which has letters in it. */
export class WebHdfsError extends Error {
  readonly failure: Failure;
  readonly peer: Peer;
  readonly #config: InternalAxiosRequestConfig;

  constructor(failure: Failure, peer: Peer, config: InternalAxiosRequestConfig) {
    super(describeFailure(failure, peer));
    this.name = 'WebHdfsError';
    this.failure = failure;
    this.peer = peer;
    this.#config = config;
  }

  /** For axios-retry, which repeats the request that this describes. */
  get config(): InternalAxiosRequestConfig {
    return this.#config;
  }
}

function describeFailure(failure: Failure, { role, origin }: Peer): string {
  const who = `the ${role} ${origin}`;
  switch (failure.kind) {
    case 'remote':
      return `${who} says ${failure.exception}: ${failure.message}`;
    case 'rpc-port':
      return `${origin} is an RPC port of Hadoop and takes no HTTP`;
    case 'not-webhdfs':
      return `${origin} does not answer as WebHDFS does: HTTP ${failure.status} ${failure.message}`.trimEnd();
    case 'login-required':
      return `${who} asks for a login (${failure.challenge})`;
    case 'timeout':
      return `${who} did not answer in time`;
    case 'tls':
      return `TLS with ${who} fails: ${failure.message}`;
    case 'unreachable':
      return `${who} cannot be reached: ${failure.message}`;
  }
}

/** Whether Hadoop's answer to a request was an exception of this simple class name. */
export function isRemote(error: unknown, exception: string): boolean {
  return error instanceof WebHdfsError && error.failure.kind === 'remote' && error.failure.exception === exception;
}

/** How every HTTP answer of Hadoop's RPC server begins (`Server.java`, RECEIVED_HTTP_REQ_RESPONSE). */
const rpcGreeting = 'It looks like you are making an HTTP request to a Hadoop IPC port';

/** The first line of what may be a Java stack trace or a page. */
function firstLine(text: string): string {
  return (/\S.*/.exec(text)?.[0] ?? '').slice(0, 300).trimEnd();
}

function parseRemoteException(text: string): { readonly exception: string; readonly message: string } | undefined {
  const found = /"RemoteException"\s*:/.test(text) ? parseObject(text)?.RemoteException : undefined;
  if (typeof found !== 'object' || found === null) return undefined;
  const { exception = 'Exception', message = '' } = found as { readonly exception?: string; readonly message?: string };
  return { exception, message: firstLine(message) };
}

/** The JSON object that `text` is, or undefined. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    // What is no JSON is no answer of WebHDFS; the caller says so.
    return undefined;
  }
}

function failureOfAnswer(status: number, headers: Readonly<Record<string, unknown>>, body: string): Failure {
  const remote = parseRemoteException(body);
  if (remote !== undefined) return { kind: 'remote', ...remote };
  if (body.startsWith(rpcGreeting)) return { kind: 'rpc-port' };
  const challenge = headers['www-authenticate'];
  if (status === 401)
    return { kind: 'login-required', challenge: typeof challenge === 'string' ? challenge : 'HTTP 401' };
  return { kind: 'not-webhdfs', status, message: firstLine(body) };
}

/** Codes of axios for a request that took too long; the last one is that of its abort signal. */
const timeoutCodes: readonly (string | undefined)[] = ['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'];

/** Codes of OpenSSL and of Node's TLS. */
const tlsCode = /^(?:EPROTO$|ERR_(?:TLS|SSL)_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$)/;

function failureOf(error: AxiosError): Failure {
  const { response, code = 'ERR_NETWORK', message } = error;
  // An answer that broke off has a status but no data.
  if (Buffer.isBuffer(response?.data))
    return failureOfAnswer(response.status, response.headers, response.data.toString());
  if (timeoutCodes.includes(code)) return { kind: 'timeout' };
  if (tlsCode.test(code)) return { kind: 'tls', code, message };
  const isTransient = response !== undefined || isNetworkError(error);
  return { kind: 'unreachable', code, message: message || code, isTransient };
}

/** What `error`, thrown by an adapter of axios, says about `peer`. Anything but an error of axios is given back. */
export function toWebHdfsError(error: unknown, peer: Peer, config: InternalAxiosRequestConfig): unknown {
  if (axios.isAxiosError(error)) return new WebHdfsError(failureOf(error), peer, config);
  if (axios.isCancel(error)) return new WebHdfsError({ kind: 'timeout' }, peer, config);
  return error;
}

/** Java exceptions of a server that starts, hands over or is short of data nodes for the moment. */
const passing: readonly string[] = [
  'StandbyException',
  'SafeModeException',
  'RetriableException',
  'ConnectException',
  'ConnectTimeoutException',
  'SocketTimeoutException',
  'SocketException',
  'EOFException',
  'IOException',
];

/** Whether the same request may succeed a moment later, at this name node or another. */
export function isPassing(error: unknown, hasOtherNameNodes: boolean): boolean {
  if (!(error instanceof WebHdfsError)) return false;
  const { failure, peer } = error;
  const mayGoElsewhere = hasOtherNameNodes && peer.role === 'name node';
  switch (failure.kind) {
    case 'remote':
      return passing.includes(failure.exception);
    case 'unreachable':
      return failure.isTransient || mayGoElsewhere;
    case 'timeout':
      return mayGoElsewhere;
    case 'not-webhdfs':
      return failure.status >= 502 && failure.status <= 504;
    case 'rpc-port':
    case 'login-required':
    case 'tls':
      return false;
  }
}

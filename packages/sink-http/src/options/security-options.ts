import { joinKey, WeirError, type KeyValues } from '@weir/core';
import type { HostPatterns } from '../security/host-patterns.js';
import { Secret } from '../security/secret.js';
import type { securityKeys } from './security-keys.js';

/** Files and passphrase of TLS; nothing has been read yet. */
export interface TlsOptions {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly passphrase: Secret | undefined;
  readonly verify: boolean;
}

/** The proxy of a sink. */
export interface ProxyOptions {
  /** A URL, which may carry a password; `environment` when the environment's variables decide. */
  readonly url: Secret | 'environment';
  readonly noProxy: string | undefined;
}

/** Where a sink may connect to, and how. */
export interface ConnectionOptions {
  /** Undefined allows every host. */
  readonly allowedHosts: HostPatterns | undefined;
  readonly privateAddresses: 'allow' | 'deny';
  readonly tls: TlsOptions;
  readonly proxy: ProxyOptions | undefined;
}

/** What protects target and data of one sink; plain data, and secrets as {@link Secret}. */
export interface SecurityOptions {
  /** Header that carries the idempotency key; undefined sends none. */
  readonly idempotencyHeader: string | undefined;
  /** Value of the Authorization header; undefined sends none. */
  readonly authorization: Secret | undefined;
  /** Hosts that are sent {@link authorization}; undefined is all of them. */
  readonly authorizedHosts: HostPatterns | undefined;
  readonly connections: ConnectionOptions;
}

type Values = KeyValues<typeof securityKeys>;
type Name = keyof Values;

/** Tokens of RFC 6750 §2.1, and whatever else can stand in a header without a break. */
const tokenSyntax = /^[\x21-\x7e]+$/;

const secretOf = (text: string | undefined): Secret | undefined => (text === undefined ? undefined : new Secret(text));

/** @throws CONFIG_INVALID_VALUE, CONFIG_CONFLICT */
export function securityOptions(values: Values, prefix: string): SecurityOptions {
  const name = (key: Name): string => joinKey(prefix, key);
  return {
    idempotencyHeader: values['idempotency.header'],
    authorization: authorizationOf(values, name),
    authorizedHosts: values['auth.hosts'],
    connections: Object.freeze({
      allowedHosts: values['security.allowedHosts'],
      privateAddresses: values['security.privateAddresses'],
      tls: tlsOptions(values, name),
      proxy: proxyOptions(values, name),
    }),
  };
}

function invalid(key: string, problem: string): WeirError {
  return new WeirError('CONFIG_INVALID_VALUE', `${key} ${problem}`, { details: { key } });
}

function authorizationOf(values: Values, name: (key: Name) => string): Secret | undefined {
  const { 'auth.type': type, 'auth.username': user, 'auth.password': password, 'auth.token': token } = values;
  const unused = (['auth.username', 'auth.password', 'auth.token'] as const).find((key) => {
    const ofType = key === 'auth.token' ? 'bearer' : 'basic';
    return type !== ofType && values[key] !== undefined;
  });
  if (unused !== undefined) {
    throw invalid(name(unused), `is set, and ${name('auth.type')} is ${type}. Set the type that it belongs to.`);
  }
  if (type === 'basic') {
    if (user === undefined) throw invalid(name('auth.username'), 'is not set. Basic authentication needs it.');
    if (user.includes(':')) throw invalid(name('auth.username'), 'holds a colon, which ends a user. Leave it out.');
    return new Secret(`Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`);
  }
  if (type === 'none') return undefined;
  if (token === undefined) throw invalid(name('auth.token'), 'is not set. Bearer authentication needs it.');
  if (!tokenSyntax.test(token)) {
    throw invalid(
      name('auth.token'),
      'holds a space, a line break or another character that no token has. Correct it.',
    );
  }
  return new Secret(`Bearer ${token}`);
}

function tlsOptions(values: Values, name: (key: Name) => string): TlsOptions {
  const { 'tls.ca': ca, 'tls.cert': cert, 'tls.key': key, 'tls.passphrase': passphrase, 'tls.verify': verify } = values;
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? 'tls.cert' : 'tls.key';
    throw invalid(name(missing), `is not set. ${name('tls.cert')} and ${name('tls.key')} go together.`);
  }
  return Object.freeze({ ca, cert, key, passphrase: secretOf(passphrase), verify });
}

function proxyOptions(values: Values, name: (key: Name) => string): ProxyOptions | undefined {
  const { 'proxy.url': url, 'proxy.noProxy': noProxy } = values;
  if (url === undefined) {
    if (noProxy !== undefined)
      throw invalid(name('proxy.noProxy'), `is set without ${name('proxy.url')}. Set that too.`);
    return undefined;
  }
  if (values['security.privateAddresses'] === 'deny') {
    throw new WeirError(
      'CONFIG_CONFLICT',
      `${name('security.privateAddresses')} is deny and ${name('proxy.url')} is set: with a proxy it is the proxy that ` +
        `connects, so that no address can be checked here. Let the proxy refuse such addresses, or set ${name('security.allowedHosts')}.`,
      { details: { keys: [name('security.privateAddresses'), name('proxy.url')] } },
    );
  }
  return Object.freeze({ url: url === 'environment' ? url : new Secret(url), noProxy });
}

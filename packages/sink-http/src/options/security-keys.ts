import { flag, key, type KeySpec } from '@weir/core';
import { z } from 'zod';
import { isConnectionHeader, isToken } from '../request/header-list.js';
import { HostPatterns, hostPatternsSyntax } from '../security/host-patterns.js';

/** The name of a header, or `none`. */
const headerName = z
  .string()
  .trim()
  .refine((name) => isToken(name) && !isConnectionHeader(name))
  .transform((name) => (name.toLowerCase() === 'none' ? undefined : name));

const hostPatterns = z
  .string()
  .transform((text) => HostPatterns.parse(text))
  .refine((patterns) => patterns !== undefined);

const proxyUrl = z
  .string()
  .trim()
  .refine((text) => text === 'environment' || (/^https?:\/\//i.test(text) && URL.canParse(text)));

const path = z.string().min(1).optional();
const text = z.string().min(1).optional();

const addressRules = ['allow', 'deny'] as const;
const authTypes = ['none', 'basic', 'bearer'] as const;

const hosts = {
  'security.allowedHosts': key(hostPatterns.optional(), {
    expected: hostPatternsSyntax,
    doc: 'Hosts that requests may go to; all when it is not set. *.example.org is every host below example.org, and a pattern without a port fits every port. A record for another host becomes a dead letter at once.',
  }),
  'security.privateAddresses': key(z.string().trim().toLowerCase().pipe(z.enum(addressRules)), {
    expected: addressRules.join(' or '),
    doc: 'deny: never connects to loopback, private, link-local, carrier-grade NAT, unique-local and other addresses that are not public. The address itself is checked when a connection is made, whatever name led to it.',
    default: 'allow',
  }),
} as const;

const tls = {
  'tls.ca': key(path, {
    expected: 'the path of a PEM file',
    doc: 'Certificates of authorities to trust beside those that Node has built in.',
  }),
  'tls.cert': key(path, {
    expected: 'the path of a PEM file',
    doc: 'Certificate chain that the sink shows to servers (mTLS); goes together with tls.key.',
  }),
  'tls.key': key(path, {
    expected: 'the path of a PEM file',
    doc: 'Private key of tls.cert.',
  }),
  'tls.passphrase': key(text, {
    expected: 'a text',
    doc: 'Passphrase of the private key.',
  }),
  'tls.verify': key(flag(), {
    expected: 'true or false',
    doc: 'Whether certificates of servers are verified. false trusts every server, and whoever is between: for tests only.',
    default: 'true',
  }),
} as const;

const proxy = {
  'proxy.url': key(proxyUrl.optional(), {
    expected: 'a URL that begins with http:// or https://, or environment',
    doc: 'HTTP proxy through which connections are tunnelled (CONNECT), http:// targets too; may carry user and password. environment: what HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. No proxy when it is not set.',
  }),
  'proxy.noProxy': key(text, {
    expected: 'hosts as in NO_PROXY',
    doc: 'Hosts that are connected to directly, as NO_PROXY lists them: example.org means it and all below it.',
  }),
} as const;

const auth = {
  'auth.type': key(z.string().trim().toLowerCase().pipe(z.enum(authTypes)), {
    expected: authTypes.join(', '),
    doc: 'How requests are authorised that have no Authorization header of their own.',
    default: 'none',
  }),
  'auth.username': key(text, { expected: 'a text without a colon', doc: 'User of basic authentication.' }),
  'auth.password': key(z.string().optional(), { expected: 'a text', doc: 'Password of basic authentication.' }),
  'auth.token': key(text, { expected: 'a token', doc: 'Token of bearer authentication.' }),
  'auth.hosts': key(hostPatterns.optional(), {
    expected: hostPatternsSyntax,
    doc: 'Hosts that are given the credentials; every host that requests go to when it is not set.',
  }),
} as const;

/** Keys under `http.sink` that protect target and data. */
export const securityKeys = {
  'idempotency.header': key(headerName, {
    expected: 'the name of a header, or none',
    doc: "Header that carries the record's id, the same in each retry, restart and replay, so that the target can tell a repeat; one that a record sets itself wins. none sends no key.",
    default: 'Idempotency-Key',
  }),
  ...auth,
  ...hosts,
  ...tls,
  ...proxy,
} as const satisfies Readonly<Record<string, KeySpec>>;

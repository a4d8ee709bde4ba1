import type { ConfigObject } from '@weir/core';

/** Hosts as patterns: one text with commas, or a list. */
type Hosts = string | readonly string[];

/** What a program sets to protect target and data; the names are those of the keys. */
export interface SecurityConfig {
  readonly idempotency?: {
    /** Default `Idempotency-Key`; `none` sends no key. */
    readonly header?: string;
  } & ConfigObject;
  readonly auth?: {
    /** Default `none`. */
    readonly type?: 'none' | 'basic' | 'bearer';
    readonly username?: string;
    readonly password?: string;
    readonly token?: string;
    /** Who is given the credentials; default every host. */
    readonly hosts?: Hosts;
  } & ConfigObject;
  readonly security?: {
    /** Default every host. */
    readonly allowedHosts?: Hosts;
    /** Default `allow`. */
    readonly privateAddresses?: 'allow' | 'deny';
  } & ConfigObject;
  /** Paths of PEM files. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly passphrase?: string;
    /** Default true. */
    readonly verify?: boolean;
  } & ConfigObject;
  readonly proxy?: {
    /** A URL, or `environment`. */
    readonly url?: string;
    readonly noProxy?: string;
  } & ConfigObject;
}

/** A URL, taken apart without changing what is sent. */
export interface UrlParts {
  readonly kind: 'url';
  /** Scheme, host and port, as connections are told apart. */
  readonly origin: string;
  /** Path and query as they go on the request line; begins with `/`. */
  readonly target: string;
  /** `Basic …`, when the URL carries user and password. */
  readonly authorization?: string | undefined;
}

/** What no request can be made of, and why. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly detail: string;
}

type Authority = Omit<UrlParts, 'kind' | 'target'> | Malformed;

/** A character that RFC 3986 does not allow in path or query, `#`, or a `%` that begins no escape. */
const illegal = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]|%(?![0-9A-Fa-f]{2})/;
const everyIllegal = new RegExp(illegal, 'gu');

/** How many authorities are remembered; each is parsed once. */
const rememberedAuthorities = 1_000;

export function malformed(detail: string): Malformed {
  return { kind: 'malformed', detail };
}

/** Whether every surrogate of `text` is paired, so that `text` has a UTF-8 form. */
export function isWellFormed(text: string): boolean {
  // Node 20 has the method; the ES2023 library of TypeScript does not list it.
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

function percentEncode(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** The request target of `text`: legal characters as they are, illegal ones percent-encoded as UTF-8. */
function requestTarget(text: string): string {
  const target = illegal.test(text) ? text.replace(everyIllegal, percentEncode) : text;
  return target.startsWith('/') ? target : `/${target}`;
}

function basicAuthorization(user: string, password: string): string {
  const pair = `${decodeURIComponent(user)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function parseAuthority(text: string): Authority {
  // The URL parser drops tabs and line ends and reads a backslash as a slash: none of them is a host as written.
  if (text.endsWith('//')) return malformed('the URL names no host');
  if (/[\s\\]/.test(text)) return malformed('the host of the URL holds a space or a backslash');
  if (!URL.canParse(text)) return malformed('the URL has no valid host and port');
  const url = new URL(text);
  try {
    const secured = url.username !== '' || url.password !== '';
    return { origin: url.origin, authorization: secured ? basicAuthorization(url.username, url.password) : undefined };
  } catch {
    return malformed('user or password of the URL holds a broken percent escape');
  }
}

/**
 * Takes URLs apart. Only scheme, host and port are parsed, once per spelling; path and query are sent byte for byte,
 * apart from characters that may not stand in a request target: those are percent-encoded as UTF-8, `#` too, because a
 * fragment is never sent and what follows it would be lost. An empty path becomes `/`.
 */
export class UrlSplitter {
  readonly #authorities = new Map<string, Authority>();

  split(url: string): UrlParts | Malformed {
    const start = schemeEnd(url);
    if (start === -1) return malformed('the URL does not begin with http:// or https://');
    if (!isWellFormed(url)) return malformed('the URL holds half a surrogate pair, which has no UTF-8 form');
    const end = authorityEnd(url, start);
    const authority = this.#authority(url.slice(0, end));
    if ('kind' in authority) return authority;
    const { origin, authorization } = authority;
    return { kind: 'url', origin, target: requestTarget(url.slice(end)), authorization };
  }

  #authority(text: string): Authority {
    const known = this.#authorities.get(text);
    if (known !== undefined) return known;
    if (this.#authorities.size >= rememberedAuthorities) this.#authorities.clear();
    const parsed = parseAuthority(text);
    this.#authorities.set(text, parsed);
    return parsed;
  }
}

function schemeEnd(url: string): number {
  if (url.startsWith('http://')) return 7;
  if (url.startsWith('https://')) return 8;
  return /^https?:\/\//i.exec(url)?.[0].length ?? -1;
}

function authorityEnd(url: string, start: number): number {
  for (let i = start; i < url.length; i++) {
    const code = url.charCodeAt(i);
    if (code === 0x2f || code === 0x3f || code === 0x23) return i; // slash, question mark, number sign
  }
  return url.length;
}

/** One pattern; a port of undefined fits every port. */
interface HostPattern {
  readonly host: string;
  /** Whether `host` stands for all that is below it, and not for itself. */
  readonly below: boolean;
  readonly port: string | undefined;
}

/** What a list of patterns looks like, for messages. */
export const hostPatternsSyntax =
  'a comma-separated list of hosts such as api.example.com, *.example.org, 10.1.2.3:8080 or [2001:db8::1]';

const patternSyntax = /^(\*\.)?(\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\*]+)(?::(\d{1,5}))?$/i;

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function parsePattern(text: string): HostPattern | undefined {
  const [, wildcard, host = '', port] = patternSyntax.exec(text) ?? [];
  // As the URL parser writes hosts: lower case, punycode, the shortest form of an address.
  if (host === '' || !URL.canParse(`http://${host}`) || Number(port ?? 1) > 65_535) return undefined;
  return { host: new URL(`http://${host}`).hostname, below: wildcard !== undefined, port };
}

/**
 * Hosts by pattern: `api.example.com` is that host, `*.example.com` every host below it at any depth and not itself;
 * with `:port` only that port fits, without it every port.
 */
export class HostPatterns {
  readonly #patterns: readonly HostPattern[];

  private constructor(patterns: readonly HostPattern[]) {
    this.#patterns = patterns;
  }

  /** The patterns of a comma-separated list; undefined when one of them is none. */
  static parse(text: string): HostPatterns | undefined {
    const patterns = text.split(',').map((part) => parsePattern(part.trim()));
    return patterns.every((pattern) => pattern !== undefined) ? new HostPatterns(patterns) : undefined;
  }

  /** Whether scheme, host and port of `origin` fit a pattern. */
  match(origin: string): boolean {
    const { hostname, port, protocol } = new URL(origin);
    const actual = port === '' ? defaultPorts[protocol] : port;
    return this.#patterns.some((pattern) => {
      const fits = pattern.below ? hostname.endsWith(`.${pattern.host}`) : hostname === pattern.host;
      return fits && (pattern.port === undefined || pattern.port === actual);
    });
  }
}

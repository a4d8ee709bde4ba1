/** How a connection is protected: the modes of MySQL's own clients and of Connector/J (`sslMode`). */
export const sslModes = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'] as const;

/** See {@link sslModes}. */
export type SslMode = (typeof sslModes)[number];

/** What a JDBC URL of MySQL says. */
export interface JdbcUrl {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly username?: string;
  readonly password?: string;
  /** Absent when the URL does not say; Connector/J then prefers TLS. */
  readonly sslMode?: SslMode;
  /** Milliseconds to wait for an answer; absent when the URL does not say. */
  readonly socketTimeoutMs?: number;
  /** Names of the parameters that have no meaning here. */
  readonly ignored: readonly string[];
}

const meant = ['user', 'password', 'sslMode', 'useSSL', 'requireSSL', 'verifyServerCertificate', 'socketTimeout'];

/**
 * Reads `jdbc:mysql://host:port/database?parameters`, the same without `jdbc:`, and with `mariadb` instead of `mysql`;
 * undefined when it is none of these, names several hosts, or has a value that cannot be meant.
 *
 * Parameters are those of Connector/J, see "Configuration Properties" in its guide.
 */
export function parseJdbcUrl(text: string): JdbcUrl | undefined {
  const rest = /^(?:jdbc:)?(?:mysql|mariadb):(\/\/.*)$/is.exec(text.trim())?.[1];
  if (rest === undefined || !URL.canParse(`mysql:${rest}`)) return undefined;
  const url = new URL(`mysql:${rest}`);
  const [host, database] = [decode(url.hostname), decode(url.pathname.slice(1))];
  if (!host || !database || database.includes('/') || /[,()]/.test(host)) return undefined;
  const parameters = url.searchParams;
  const sslMode = sslModeOf(parameters);
  const socketTimeoutMs = Number(parameters.get('socketTimeout') ?? 0);
  if (sslMode === 'unknown' || !Number.isInteger(socketTimeoutMs) || socketTimeoutMs < 0) return undefined;
  const username = decode(url.username) || parameters.get('user');
  const password = decode(url.password) || parameters.get('password');
  return {
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? 3306 : Number(url.port),
    database,
    ...(username && { username }),
    ...(password && { password }),
    ...(sslMode && { sslMode }),
    ...(socketTimeoutMs > 0 && { socketTimeoutMs }),
    ignored: [...new Set(parameters.keys())].filter((name) => !meant.includes(name)),
  };
}

/** `sslMode` wins over the older parameters, as in Connector/J; `useSSL=true` asks for TLS and gets it. */
function sslModeOf(parameters: URLSearchParams): SslMode | 'unknown' | undefined {
  const mode = parameters.get('sslMode')?.toUpperCase();
  if (mode !== undefined) return sslModes.find((known) => known === mode) ?? 'unknown';
  const says = (name: string, value: string): boolean => parameters.get(name)?.toLowerCase() === value;
  if (says('useSSL', 'false')) return 'DISABLED';
  if (says('verifyServerCertificate', 'true')) return 'VERIFY_CA';
  return says('useSSL', 'true') || says('requireSSL', 'true') ? 'REQUIRED' : undefined;
}

/** A text that is not percent-encoded is taken as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

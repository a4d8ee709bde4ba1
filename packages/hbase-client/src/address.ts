/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Writes an address as people and HBase do: `host:port`. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Reads `host`, `host:port` or `[ipv6]:port`.
 *
 * @returns `undefined` when the text is none of them
 */
export function parseAddress(text: string, defaultPort?: number): Address | undefined {
  const parts = /^(?:\[([^\]]+)\]|([^\s:[\]/]+))(?::(\d{1,5}))?$/.exec(text.trim());
  const host = parts?.[1] ?? parts?.[2];
  const port = parts?.[3] === undefined ? defaultPort : Number(parts[3]);
  if (host === undefined || port === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}

/** Request headers that carry secrets and never go into a store; `failover.redactHeaders` adds to them. In lower case. */
export const builtInSecretHeaders: readonly string[] = Object.freeze([
  'authorization',
  'proxy-authorization',
  'cookie',
  'api-key',
  'apikey',
  'x-api-key',
  'x-auth-token',
  'x-access-token',
  'x-csrf-token',
  'x-amz-security-token',
  'x-functions-key',
  'x-goog-api-key',
  'ocp-apim-subscription-key',
  'private-token',
]);

/** The two header fields of a dead letter. */
export interface RedactedHeaders {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names, in lower case, of the headers that were left out. */
  readonly removedHeaders: readonly string[];
}

/** Takes the headers named in `secretHeaders` (lower case, see `FailoverConfig`) out of `headers`, and names them. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  secretHeaders: readonly string[],
): RedactedHeaders {
  const all = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    headers: Object.fromEntries(all.filter(([name]) => !secretHeaders.includes(name))),
    removedHeaders: all.map(([name]) => name).filter((name) => secretHeaders.includes(name)),
  };
}

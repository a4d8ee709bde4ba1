import { isHeaderObject } from '../request/header-list.js';
import { withoutUserinfo } from './secret-mask.js';

/** What a letter says of a malformed record, without secrets. */
export interface RedactedMalformed {
  readonly url: string;
  readonly text: string;
  /** Names, lower case, of headers that were left out. */
  readonly removedHeaders: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

function parseObject(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHeaderObject(value) ? value : undefined;
  } catch {
    // It is what Node printed, or a URL.
    return undefined;
  }
}

/** What Node printed cannot be read again: there it is enough that nobody reads the secrets. */
function maskPrinted(text: string, secretHeaders: readonly string[]): string {
  const names = secretHeaders.map((name) => name.replace(/[^a-z0-9-]/g, '\\$&')).join('|');
  return text
    .replace(/\/\/[^/?#\s'"]*@/g, '//')
    .replace(new RegExp(`((?:${names})['"]?: )(['"\`]).*?\\2`, 'gi'), '$1$2******$2');
}

/** Takes userinfo and secret headers out of what `readMalformed` read of a record. */
export function redactMalformed(url: string, text: string, secretHeaders: readonly string[]): RedactedMalformed {
  const plainUrl = withoutUserinfo(url);
  if (text === url) return { url: plainUrl, text: plainUrl, removedHeaders: [] };
  const record = parseObject(text);
  if (!record) return { url: plainUrl, text: maskPrinted(text, secretHeaders), removedHeaders: [] };
  const { headers } = record;
  const isSecret = ([name]: readonly [string, unknown]): boolean => secretHeaders.includes(name.toLowerCase());
  const all = isHeaderObject(headers) ? Object.entries(headers) : [];
  const redacted = {
    ...record,
    ...(typeof record['url'] === 'string' && { url: withoutUserinfo(record['url']) }),
    ...(all.some(isSecret) && { headers: Object.fromEntries(all.filter((entry) => !isSecret(entry))) }),
  };
  const removedHeaders = all.filter(isSecret).map(([name]) => name.toLowerCase());
  return { url: plainUrl, text: JSON.stringify(redacted), removedHeaders };
}

/** Names and values in turn, as Node's `rawHeaders`: the form that goes to the wire without another copy. */
export type HeaderList = readonly string[];

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible ASCII, space, tab and the upper half of Latin-1 (RFC 9110 §5.5): neither CR nor LF nor NUL. */
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that belong to the connection and not to a record. */
const connectionHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** Whether `text` is a token of RFC 9110 §5.6.2, as methods and header names are. */
export function isToken(text: string): boolean {
  return token.test(text);
}

/** Whether the header called `name` is the connection's to set. */
export function isConnectionHeader(name: string): boolean {
  return connectionHeaders.has(name.toLowerCase());
}

/** Whether `value`, which came with a record, can hold headers: names and values, in no order. */
export function isHeaderObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(Symbol.iterator in value);
}

/** What is wrong with a header, or undefined. */
export function headerProblem(name: string, value: unknown): string | undefined {
  if (!isToken(name)) return `${JSON.stringify(name)} is not a header name`;
  if (isConnectionHeader(name)) return `the header ${name} is set by the connection; leave it out`;
  if (typeof value !== 'string') return `the value of the header ${name} is not text but ${typeof value}`;
  if (!fieldValue.test(value)) return `the value of the header ${name} holds a character that no header may hold`;
  return undefined;
}

/** The value of the header called `name` (lower case). */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) if (headers[i]?.toLowerCase() === name) return headers[i + 1];
  return undefined;
}

/** Up to here comparing each name with each is cheaper than a map of them. */
const fewHeaders = 16;

/** Whether no name is there twice, in any case; says no of a long list without looking. */
function isShortSet(headers: HeaderList): boolean {
  if (headers.length > 2 * fewHeaders) return false;
  for (let i = 2; i < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase();
    for (let before = 0; before < i; before += 2) if (headers[before]?.toLowerCase() === name) return false;
  }
  return true;
}

/** `base` with `added`, of which a name replaces the same name in any case. Gives one of the two where that is all. */
export function mergeHeaders(base: HeaderList, added: HeaderList): HeaderList {
  if (added.length === 0) return base;
  if (base.length === 0 && isShortSet(added)) return added;
  const merged = new Map<string, readonly [string, string]>();
  for (const list of [base, added]) {
    for (let i = 0; i < list.length; i += 2) {
      const name = list[i] ?? '';
      merged.set(name.toLowerCase(), [name, list[i + 1] ?? '']);
    }
  }
  return [...merged.values()].flat();
}

/** As an object with names in lower case. */
export function headerRecord(headers: HeaderList): Record<string, string> {
  const record: Record<string, string> = {};
  for (let i = 0; i < headers.length; i += 2) record[(headers[i] ?? '').toLowerCase()] = headers[i + 1] ?? '';
  return record;
}

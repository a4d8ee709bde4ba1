import { malformed, type Malformed } from './split-url.js';

/** A URL whose query went into a body. */
export interface MovedQuery {
  readonly kind: 'moved';
  /** The URL up to its first question mark. */
  readonly url: string;
  /** The JSON object made of the query; absent when there is no query. */
  readonly body?: string;
}

/** `text.split(separator)` of Java: empty strings at the end are dropped. */
function javaSplit(text: string, separator: string): string[] {
  const parts = text.split(separator);
  while (parts.length > 0 && parts.at(-1) === '') parts.pop();
  // Java gives a text without the separator back as it is, also an empty one.
  return text === '' ? [''] : parts;
}

/** `String.trim` of Java: everything up to U+0020 at both ends. */
function javaTrim(text: string): string {
  return text.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '');
}

/**
 * What StreamPark's HttpSink makes of a URL: the query is not sent as a query but as a JSON object of strings, nothing
 * decoded.
 *
 * Exactly its `HttpWriterTask.buildRequest`, with all that follows from it: `a=` and `a` become `"a":"a"`, of `a=b=c`
 * only `c` stays, an empty segment becomes `"":""`, of equal names the last wins, text behind a second question mark is
 * dropped. Two differences: names stand in the order of their first appearance (there in an order that differed between
 * releases), and a segment that is only `=`, which ended a writer thread there, is malformed here.
 */
export function moveQueryToBody(url: string): MovedQuery | Malformed {
  const [target = '', query] = javaSplit(url, '?');
  if (query === undefined) return { kind: 'moved', url: target };
  const fields = new Map<string, string>();
  for (const segment of javaSplit(javaTrim(query), '&')) {
    const parts = javaSplit(segment, '=');
    const [name] = parts;
    if (name === undefined) {
      return malformed(`the segment ${JSON.stringify(segment)} of the query has neither name nor value`);
    }
    fields.set(name, parts.at(-1) ?? name);
  }
  return fields.size === 0 ? { kind: 'moved', url: target } : { kind: 'moved', url: target, body: jsonObject(fields) };
}

/** Written by hand because an object would sort names that look like numbers, and `__proto__` is a name like others. */
function jsonObject(fields: ReadonlyMap<string, string>): string {
  return `{${Array.from(fields, ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

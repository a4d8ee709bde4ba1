import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios';
import type { HeaderList } from '../request/header-list.js';

/** A header as axios takes it; false switches it off. */
export type HeaderValue = string | number | boolean | readonly string[] | null | undefined;
export type DefaultHeaders = AxiosInstance['defaults']['headers'];
type Headers = Record<string, HeaderValue>;
type Put = (name: string, value: HeaderValue) => void;

/** Whether a default holds headers of its own, as `common` does. As axios tells it: any other object is a value. */
function isBucket(value: unknown): value is Headers {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return (
    prototype === Object.prototype ||
    (prototype?.constructor as { readonly name?: string } | undefined)?.name === 'AxiosHeaders' ||
    prototype === null
  );
}

/**
 * Names the headers of a request with the defaults of its instance, later ones before earlier ones of the same name: those
 * for all methods, those for this one, and those that stand beside them, which is axios's order, then the request's own. The
 * defaults are read anew for every request, because a user may change them at any time, as when a token is renewed.
 */
export function eachHeader(defaults: DefaultHeaders | undefined, method: string, list: HeaderList, put: Put): void {
  const all = (defaults ?? {}) as Readonly<Record<string, unknown>>;
  eachOf(all['common'], put);
  eachOf(all[method.toLowerCase()], put);
  for (const name of Object.keys(all)) if (!isBucket(all[name])) put(name, all[name] as HeaderValue);
  eachSent(list, put);
}

function eachOf(bucket: unknown, put: Put): void {
  if (!isBucket(bucket)) return;
  for (const name of Object.keys(bucket)) put(name, bucket[name]);
}

/** What a request brings along; without its content type axios would make one up. */
function eachSent(list: HeaderList, put: Put): void {
  put('content-type', false);
  for (let i = 0; i < list.length; i += 2) put((list[i] ?? '').toLowerCase(), list[i + 1] ?? '');
}

/** The headers of a request without the defaults of its instance, which axios then adds. */
export function sentHeaders(list: HeaderList): Headers {
  const headers: Headers = {};
  eachSent(list, (name, value) => (headers[name] = value));
  return headers;
}

/**
 * The headers of a request with the defaults of its instance, as pairs of name and value.
 *
 * axios copies the defaults of every method into each request and removes them again, which takes a quarter of all that
 * it does. It leaves them alone when the headers of the request are iterable, and then the defaults are ours to add.
 */
export function headerPairs(defaults: DefaultHeaders | undefined, method: string, list: HeaderList): unknown {
  const headers: Headers = {};
  eachHeader(defaults, method, list, (name, value) => (headers[name] = value));
  return Object.entries(headers);
}

/** Whether the axios that `config` went through takes headers as pairs: old ones do not. */
export function takesPairs({ headers }: InternalAxiosRequestConfig): boolean {
  const Headers = headers.constructor as new () => InternalAxiosRequestConfig['headers'];
  try {
    return new Headers().set([['a', 'b']] as never).get('a') === 'b';
  } catch {
    // It has its own idea of headers, or none.
    return false;
  }
}

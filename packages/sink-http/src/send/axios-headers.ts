import type { AxiosInstance, InternalAxiosRequestConfig } from 'axios';
import type { HeaderList } from '../request/header-list.js';

type HeaderValue = string | number | boolean | readonly string[] | null | undefined;
type Headers = Record<string, HeaderValue>;
type DefaultHeaders = AxiosInstance['defaults']['headers'];

const isBucket = (value: unknown): value is Headers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The headers of a request without the defaults of its instance, which axios then adds. */
export function sentHeaders(list: HeaderList): Headers {
  return addSent({}, list);
}

/**
 * The headers of a request with the defaults of its instance, as pairs of name and value.
 *
 * axios copies the defaults of every method into each request and removes them again, which takes a quarter of all that
 * it does. It leaves them alone when the headers of the request are iterable, and then the defaults are ours to add: those
 * for all methods, those for this one, and those that stand beside them, which is axios's order. They are read anew for
 * every request, because a user may change them at any time, as when a token is renewed.
 */
export function headerPairs(defaults: DefaultHeaders | undefined, method: string, list: HeaderList): unknown {
  const headers: Headers = {};
  const all = (defaults ?? {}) as Readonly<Record<string, unknown>>;
  addBucket(headers, all['common']);
  addBucket(headers, all[method.toLowerCase()]);
  for (const name of Object.keys(all)) if (!isBucket(all[name])) headers[name] = all[name] as HeaderValue;
  addSent(headers, list);
  return Object.entries(headers);
}

function addBucket(headers: Headers, bucket: unknown): void {
  if (isBucket(bucket)) Object.assign(headers, bucket);
}

/** What a request brings along; without its content type axios would make one up. */
function addSent(headers: Headers, list: HeaderList): Headers {
  headers['content-type'] = false;
  for (let i = 0; i < list.length; i += 2) headers[(list[i] ?? '').toLowerCase()] = list[i + 1] ?? '';
  return headers;
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

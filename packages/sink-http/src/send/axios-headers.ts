import axios, { type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import type { HeaderList } from '../request/header-list.js';

type HeaderValue = string | number | boolean | readonly string[] | null | undefined;
/** Values by names, as axios takes them: false switches a header off. */
type Headers = Record<string, HeaderValue>;
type DefaultHeaders = AxiosInstance['defaults']['headers'];
type AxiosHeadersClass = typeof axios.AxiosHeaders;
type AxiosHeaders = InstanceType<AxiosHeadersClass>;

const isBucket = (value: unknown): value is Headers =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The headers of a request without the defaults of its instance, which axios then adds. */
export function sentHeaders(list: HeaderList): Headers {
  return addSent({}, list);
}

/**
 * Adds to `headers` those of a request with the defaults of its instance: those for all methods, those for this one, and
 * those that stand beside them, which is axios's order. They are read anew for every request, because a user may change
 * them at any time, as when a token is renewed. Names in lower case, so that none is there twice.
 */
export function allHeaders(
  headers: Headers,
  defaults: DefaultHeaders | undefined,
  method: string,
  list: HeaderList,
): Headers {
  const all = (defaults ?? {}) as Readonly<Record<string, unknown>>;
  addBucket(headers, all['common']);
  addBucket(headers, all[method.toLowerCase()]);
  for (const name of Object.keys(all)) {
    if (!isBucket(all[name])) headers[name.toLowerCase()] = all[name] as HeaderValue;
  }
  return addSent(headers, list);
}

function addBucket(headers: Headers, bucket: unknown): void {
  if (!isBucket(bucket)) return;
  for (const name of Object.keys(bucket)) headers[name.toLowerCase()] = bucket[name];
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

/** The class of a configuration's headers: of another one axios would make copies. */
function headersClassOf({ headers }: InternalAxiosRequestConfig): AxiosHeadersClass {
  const own = (headers as object).constructor as AxiosHeadersClass;
  return own.name === 'AxiosHeaders' ? own : axios.AxiosHeaders;
}

/**
 * Gives a configuration its headers, where nobody sees them before. axios copies the default headers of every method into
 * each request, removes most of them again and normalizes the rest four times, which takes a third of all that it does;
 * so it is sent without any, and here they are assigned. What the configuration has nevertheless, but for the content
 * type that axios makes up, somebody has set on the way.
 */
export function setHeaders(
  config: InternalAxiosRequestConfig,
  defaults: DefaultHeaders | undefined,
  method: string,
  list: HeaderList,
): void {
  const all = new (headersClassOf(config))();
  allHeaders(all, defaults, method, list);
  const set = config.headers as unknown as Headers;
  for (const name of Object.keys(set)) {
    if (name.toLowerCase() !== 'content-type') all.set(name, set[name] as string);
  }
  config.headers = all;
}

const cleanClasses = new WeakMap<AxiosHeadersClass, AxiosHeadersClass>();

/** `Headers` for headers that are normal from the start: axios normalizes those of each answer twice. */
function cleanClassOf(Headers: AxiosHeadersClass): AxiosHeadersClass {
  let clean = cleanClasses.get(Headers);
  if (clean === undefined) {
    clean = class AxiosHeaders extends Headers {
      override normalize(format?: boolean): this {
        if (format) super.normalize(format);
        return this;
      }
    };
    cleanClasses.set(Headers, clean);
  }
  return clean;
}

/** The headers of an answer, whose names are in lower case and whose values are clean. */
export function answerHeaders(config: InternalAxiosRequestConfig, headers: object): AxiosHeaders {
  return Object.assign(new (cleanClassOf(headersClassOf(config)))(), headers);
}

import axios, { type InternalAxiosRequestConfig } from 'axios';
import type { HeaderList } from '../request/header-list.js';
import { eachHeader, type DefaultHeaders, type HeaderValue } from './axios-headers.js';

type AxiosHeadersClass = typeof axios.AxiosHeaders;
type AxiosHeaders = InstanceType<AxiosHeadersClass>;

/** The class of a configuration's headers: of another one axios would make copies. */
function headersClassOf({ headers }: InternalAxiosRequestConfig): AxiosHeadersClass {
  const own = (headers as object).constructor as AxiosHeadersClass;
  return own.name === 'AxiosHeaders' ? own : axios.AxiosHeaders;
}

/** Values of which axios changes nothing. */
const cleanValue = /^[!-~](?:[ -~]*[!-~])?$/;

/**
 * Gives a configuration the headers that it was sent without, because nobody sees them before. axios copies the default
 * headers of every method into each request, removes most of them again and normalizes the rest four times, which takes a
 * third of all that it does; here those that are normal are assigned, and only the others go through its `set`. Names in
 * lower case, so that none is there twice.
 */
export function setHeaders(
  config: InternalAxiosRequestConfig,
  defaults: DefaultHeaders | undefined,
  method: string,
  list: HeaderList,
): void {
  const headers = new (headersClassOf(config))();
  eachHeader(defaults, method, list, (name, value) => {
    const id = name.trim().toLowerCase();
    if (value === false || value === undefined || (typeof value === 'string' && cleanValue.test(value))) {
      (headers as Record<string, HeaderValue>)[id] = value;
    } else headers.set(id, value as string, true);
  });
  config.headers = headers;
}

const cleanClasses = new WeakMap<AxiosHeadersClass, AxiosHeadersClass>();

/** `Headers` for headers that are normal from the start: axios normalizes those of each answer twice. */
function cleanClassOf(Headers: AxiosHeadersClass): AxiosHeadersClass {
  let Clean = cleanClasses.get(Headers);
  if (Clean === undefined) {
    Clean = class AxiosHeaders extends Headers {};
    cleanClasses.set(Headers, Clean);
    shield(Clean, 'constructor', Clean);
    shield(Clean, 'normalize', function normalize(this: AxiosHeaders, format: boolean): AxiosHeaders {
      return format ? Headers.prototype.normalize.call(this, format) : this;
    });
  }
  return Clean;
}

/** As axios has its own members: a header of that name becomes one with a capital, and the member stays. */
function shield({ prototype }: AxiosHeadersClass, name: string, member: unknown): void {
  Object.defineProperty(prototype, name, {
    get: () => member,
    set(this: Record<string, unknown>, value: unknown) {
      this[name.charAt(0).toUpperCase() + name.slice(1)] = value;
    },
  });
}

/** The headers of an answer, whose names are in lower case and whose values are clean. */
export function answerHeaders(config: InternalAxiosRequestConfig, headers: object): AxiosHeaders {
  return Object.assign(new (cleanClassOf(headersClassOf(config)))(), headers);
}

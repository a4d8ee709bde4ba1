import type { AxiosInstance, AxiosRequestConfig } from 'axios';

/** What the sink needs of an axios instance. */
export type AxiosClient = Pick<AxiosInstance, 'request' | 'defaults'>;

/** Something that only axios's own transformers speak of, by their names. */
const marks: Readonly<Record<string, string>> = {
  transformRequest: 'isURLSearchParams',
  transformResponse: 'silentJSONParsing',
};

const known = new WeakMap<object, boolean>();

/**
 * Whether a transformer is axios's own: those leave alone the bytes that the sink sends, and those that it asks for. Told by
 * what is written in it, since Node has axios twice, once for each module system, and users change its global defaults.
 */
function isOwn(transformer: unknown): boolean {
  if (typeof transformer !== 'function') return false;
  let own = known.get(transformer);
  if (own === undefined) {
    const mark = marks[transformer.name];
    own = mark !== undefined && Function.prototype.toString.call(transformer).includes(mark);
    known.set(transformer, own);
  }
  return own;
}

/** Whether all of an instance's transformers are axios's own. */
function areOwn(transformers: unknown = []): boolean {
  return Array.isArray(transformers) ? transformers.every(isOwn) : isOwn(transformers);
}

/** Whether the instance has interceptors of this kind, or may have some. */
function intercepts(instance: AxiosClient, kind: 'request' | 'response'): boolean {
  const { interceptors } = instance as Partial<Pick<AxiosInstance, 'interceptors'>>;
  const handlers = (interceptors?.[kind] as { readonly handlers?: readonly unknown[] } | undefined)?.handlers;
  // One that was ejected leaves null.
  return handlers?.some((handler) => handler !== null) ?? true;
}

/** Whether `request` is as axios made it: `create` binds that of the class, and its `bind` makes functions of this name. */
function hasOwnRequest(instance: AxiosClient): boolean {
  return Object.hasOwn(instance, 'request') ? instance.request.name === 'wrap' : instance.request.name === 'request';
}

/**
 * Whether somebody sees the headers of a request before the adapter does: an interceptor, a user's transformer, or
 * whatever was put around `request`.
 */
export function seesHeaders(instance: AxiosClient): boolean {
  return !areOwn(instance.defaults.transformRequest) || !hasOwnRequest(instance) || intercepts(instance, 'request');
}

/** For axios-retry: attempts are the sink's to count, so that each of them stands in the ledger. */
const noRetries = { 'axios-retry': Object.freeze({ retries: 0 }) };

const heirs = new WeakMap<object, object>();

/**
 * An object that has the fields of `defaults` without holding them itself: axios copies what is a plain object field by
 * field into each request, and takes any other as it is.
 */
function heirOf<T extends object>(defaults: T): T {
  let heir = heirs.get(defaults) as T | undefined;
  if (heir === undefined) {
    heir = Object.create(defaults) as T;
    heirs.set(defaults, heir);
  }
  return heir;
}

/**
 * What the sink asks of every request. No more than that, since axios merges each setting for a price: retries can only
 * come from an interceptor, and the text or JSON that axios makes of an answer is for nobody where none sees it.
 */
export function settingsFor(instance: AxiosClient): AxiosRequestConfig {
  if (intercepts(instance, 'response')) return { ...noRetries } as AxiosRequestConfig;
  const { responseType, transformResponse, transitional, env } = instance.defaults;
  const settings: AxiosRequestConfig = {};
  if (responseType === undefined) settings.responseType = areOwn(transformResponse) ? 'arraybuffer' : 'text';
  if (intercepts(instance, 'request')) return Object.assign(settings, noRetries);
  if (transitional) settings.transitional = heirOf(transitional);
  if (env) settings.env = heirOf(env);
  return settings;
}

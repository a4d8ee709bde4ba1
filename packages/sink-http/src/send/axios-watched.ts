import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';

/** What the sink needs of an axios instance. */
export type AxiosClient = Pick<AxiosInstance, 'request' | 'defaults'>;

/** axios's own: it leaves alone the bytes that the sink sends, and their headers. */
const ownTransformer: unknown = [axios.defaults.transformRequest].flat()[0];

/** Whether the instance has interceptors of this kind, or may have some. */
function intercepts(instance: AxiosClient, kind: 'request' | 'response'): boolean {
  const { interceptors } = instance as Partial<Pick<AxiosInstance, 'interceptors'>>;
  const handlers = (interceptors?.[kind] as { readonly handlers?: readonly unknown[] } | undefined)?.handlers;
  // One that was ejected leaves null.
  return handlers?.some((handler) => handler !== null) ?? true;
}

/** Whether somebody sees the headers of a request before the adapter does: an interceptor, or a user's transformer. */
export function seesHeaders(instance: AxiosClient): boolean {
  const transformers: unknown = instance.defaults.transformRequest ?? [];
  const isOwn = (each: unknown): boolean => each === ownTransformer;
  if (Array.isArray(transformers) ? !transformers.every(isOwn) : !isOwn(transformers)) return true;
  return intercepts(instance, 'request');
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
 * come from an interceptor, and parsed JSON, which axios makes by default, is for nobody where none sees the answers.
 */
export function settingsFor(instance: AxiosClient): AxiosRequestConfig {
  if (intercepts(instance, 'response')) return { ...noRetries } as AxiosRequestConfig;
  const { responseType, transitional, env } = instance.defaults;
  const settings: AxiosRequestConfig = {};
  if (responseType === undefined) settings.responseType = 'text';
  if (intercepts(instance, 'request')) return Object.assign(settings, noRetries);
  if (transitional) settings.transitional = heirOf(transitional);
  if (env) settings.env = heirOf(env);
  return settings;
}

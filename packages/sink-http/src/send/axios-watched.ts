import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';

/** What the sink needs of an axios instance. */
export type AxiosClient = Pick<AxiosInstance, 'request' | 'defaults'>;

/** axios's own: they leave alone the bytes that the sink sends, and those that it asks for. */
const ownTransformers = new Set<unknown>(transformersOf(axios));

function transformersOf({ defaults }: Pick<AxiosInstance, 'defaults'>): unknown[] {
  return [defaults.transformRequest, defaults.transformResponse].flat();
}

/** Node has axios twice, once for each module system, and a user's may be the other one, with functions of its own. */
async function learnOtherCopy(): Promise<void> {
  const other = await import('axios');
  for (const transformer of transformersOf(other.default)) ownTransformers.add(transformer);
}

let learning: Promise<void> | undefined;

/** Gets to know the transformers of an instance, as far as they are axios's. Until then all are taken to be the user's. */
export function learnTransformers({ defaults }: AxiosClient): Promise<void> {
  const areKnown = areOwn(defaults.transformRequest) && areOwn(defaults.transformResponse);
  // Where it cannot be had, as in some bundles, there is only one.
  return areKnown ? Promise.resolve() : (learning ??= learnOtherCopy().catch(() => undefined));
}

const isOwn = (transformer: unknown): boolean => ownTransformers.has(transformer);

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

/** Whether somebody sees the headers of a request before the adapter does: an interceptor, or a user's transformer. */
export function seesHeaders(instance: AxiosClient): boolean {
  return !areOwn(instance.defaults.transformRequest) || intercepts(instance, 'request');
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

import {
  flattenObject,
  keyNames,
  refuseUnknownKeys,
  resolveKeys,
  WeirError,
  type ConfigObject,
  type KeyValues,
  type Logger,
  type ParameterEntry,
  type Parameters,
} from '@weir/core';
import { failoverKeys, resolveFailover, type FailoverConfig } from '@weir/failover';
import type { DestinationPolicy } from '../destination/destination-policy.js';
import { contradiction, noConditions } from '../outcome/outcome-conditions.js';
import { outcomeTable, type OutcomeTable } from '../outcome/outcome-table.js';
import type { RetryPolicy } from '../retry/retry-policy.js';
import type { OnGiveUp } from '../writer/key-order.js';
import { destinationPolicy } from './destination-keys.js';
import { configNames, type HttpSinkConfig } from './http-sink-config.js';
import { httpSinkKeys, ignoredHttpSinkKeys } from './http-sink-keys.js';
import { securityOptions, type SecurityOptions } from './security-options.js';

/** Where the keys of the HTTP sink stand. */
export const httpSinkPrefix = 'http.sink';

/** How one HTTP sink behaves; resolved once, plain data. */
export interface HttpSinkOptions {
  /** Requests that one subtask has in flight at most. */
  readonly maxInFlight: number;
  /** Records that one subtask holds at most. */
  readonly queueCapacity: number;
  /** Bytes that one subtask holds before the stream waits. */
  readonly queueBytes: number;
  readonly timeoutMs: number;
  readonly retryPolicy: RetryPolicy;
  readonly outcomes: OutcomeTable;
  readonly destination: DestinationPolicy;
  /** When a connection is replaced, and the name of its host resolved again. */
  readonly connectionMaxAgeMs: number;
  readonly order: 'none' | 'key';
  readonly orderOnGiveUp: OnGiveUp;
  readonly body: 'none' | 'streampark-json';
  readonly security: SecurityOptions;
  readonly failover: FailoverConfig;
}

type Entries = ReadonlyMap<string, ParameterEntry>;

const knownKeys = [
  ...keyNames(httpSinkKeys),
  ...Object.keys(ignoredHttpSinkKeys),
  ...Object.keys(failoverKeys).map((name) => `failover.${name}`),
];

/**
 * Reads everything below `http.sink`: the job's parameters, and over them what the sink itself was given. Strict: a key
 * that is not known is an error.
 *
 * @param logger told once of keys that StreamPark knew and that mean nothing here; absent says nothing
 * @throws CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE, CONFIG_CONFLICT, LETTER_STORE_UNKNOWN
 */
export function resolveHttpSinkOptions(
  parameters: Parameters,
  overrides: HttpSinkConfig | ConfigObject = {},
  logger?: Logger,
): HttpSinkOptions {
  const entries = overlay(parameters.entries(httpSinkPrefix), overrideEntries(overrides as ConfigObject));
  const [failover, own] = partition(entries);
  refuseUnknownKeys(knownKeys, own.keys(), httpSinkPrefix);
  if (logger) nameIgnored(own, logger);
  const values = resolveKeys(httpSinkKeys, own, httpSinkPrefix);
  return Object.freeze({ ...optionsOf(values), failover: resolveFailover(failover, `${httpSinkPrefix}.failover`) });
}

function optionsOf(values: KeyValues<typeof httpSinkKeys>): Omit<HttpSinkOptions, 'failover'> {
  return {
    maxInFlight: values['threshold.numWriters'] * values['threshold.maxInFlightPerWriter'],
    queueCapacity: values['threshold.queueCapacity'],
    queueBytes: values['threshold.queueBytes'],
    timeoutMs: values['threshold.timeout'],
    retryPolicy: Object.freeze({
      retries: values['threshold.retries'],
      initialMs: values['backoff.initial'],
      maxMs: values['backoff.max'],
      multiplier: values['backoff.multiplier'],
      jitter: values['backoff.jitter'],
      maxRetryAfterMs: values['backoff.maxRetryAfter'],
      maxAgeMs: values['retry.maxAge'],
    }),
    outcomes: outcomesOf(values),
    destination: destinationPolicy(values),
    connectionMaxAgeMs: values['destination.connectionMaxAge'],
    order: values.order,
    orderOnGiveUp: values.orderOnGiveUp,
    body: values.body,
    security: Object.freeze(securityOptions(values, httpSinkPrefix)),
  };
}

/** @throws CONFIG_CONFLICT when two lists claim the same */
function outcomesOf(values: KeyValues<typeof httpSinkKeys>): OutcomeTable {
  const lists = ['delivered', 'retry', 'reject'] as const;
  const named = lists.map((name) => [name, values[`outcome.${name}`] ?? noConditions] as const);
  for (const [name, list] of named) {
    const rival = named.find(([other, rest]) => other !== name && contradiction(list, rest));
    if (rival === undefined) continue;
    const keys = [name, rival[0]].map((key) => `${httpSinkPrefix}.outcome.${key}`);
    throw new WeirError(
      'CONFIG_CONFLICT',
      `${keys.join(' and ')} both claim ${contradiction(list, rival[1])}. Of two ranges the narrower counts; these are ` +
        'equally wide. Leave it in one of them.',
      { details: { keys } },
    );
  }
  const [delivered, retry, reject] = lists.map((name) => values[`outcome.${name}`]);
  return outcomeTable({ successCode: values['threshold.successCode'], delivered, retry, reject });
}

/** The sink's own configuration as entries under the documented keys. @throws CONFIG_CONFLICT, CONFIG_UNKNOWN_KEY */
function overrideEntries(overrides: ConfigObject): Entries {
  const entries = new Map<string, ParameterEntry>();
  for (const [given, value] of flattenObject(withoutEmptyList(overrides), 'config of the HttpSink')) {
    const name = given.startsWith(`${httpSinkPrefix}.`) ? given.slice(httpSinkPrefix.length + 1) : given;
    const key = configNames[name] ?? name;
    if (!key.startsWith('failover.')) {
      refuseUnknownKeys([...knownKeys, ...Object.keys(configNames)], [key], httpSinkPrefix);
    }
    const known = entries.get(key);
    if (known !== undefined && known.value !== value) {
      throw new WeirError(
        'CONFIG_CONFLICT',
        `The config of the HttpSink sets ${httpSinkPrefix}.${key} twice, to different values. Keep one of them.`,
        { details: { key: `${httpSinkPrefix}.${key}` } },
      );
    }
    entries.set(key, { value, written: value, origin: 'config of the HttpSink' });
  }
  return entries;
}

/** An empty list would pass for a blank, and so for the default; as a text it is refused. */
function withoutEmptyList(overrides: ConfigObject): ConfigObject {
  const { successCode } = overrides;
  return Array.isArray(successCode) && successCode.length === 0 ? { ...overrides, successCode: ',' } : overrides;
}

/** `base` with what `over` sets, under whichever of a key's names `base` has it. */
function overlay(base: Entries, over: Entries): Entries {
  const merged = new Map(base);
  for (const [name, spec] of Object.entries(httpSinkKeys)) {
    const names = keyNames({ [name]: spec });
    if (names.some((candidate) => over.has(candidate))) names.forEach((candidate) => merged.delete(candidate));
  }
  return new Map([...merged, ...over]);
}

function partition(entries: Entries): readonly [failover: Entries, own: Entries] {
  const failover = new Map<string, ParameterEntry>();
  const own = new Map<string, ParameterEntry>();
  for (const [name, entry] of entries) {
    if (name.startsWith('failover.')) failover.set(name.slice('failover.'.length), entry);
    else own.set(name, entry);
  }
  return [failover, own];
}

function nameIgnored(entries: Entries, logger: Logger): void {
  const ignored = Object.entries(ignoredHttpSinkKeys).filter(([name]) => entries.has(name));
  if (ignored.length === 0) return;
  const named = ignored.map(([name, why]) => `${httpSinkPrefix}.${name} (${why})`);
  logger.warn(`Ignored: ${named.join(', ')}.`);
}

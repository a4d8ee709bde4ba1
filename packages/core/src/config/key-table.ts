import { z } from 'zod';
import { WeirError } from '../errors/weir-error.js';
import { nearest } from './nearest.js';
import { displayValue, type ParameterEntry } from './parameter-entry.js';

/** The one declaration of a configuration key: type, default, validation and documentation. */
export interface KeySpec<S extends z.ZodType = z.ZodType> {
  /** Reads the text of the key; give its default by `.default(text)` or `.prefault(text)`, or make it optional. */
  readonly schema: S;
  /** What the value must be, for messages: "a whole number of at least 1". */
  readonly expected: string;
  /** One sentence for the reference, with unit. */
  readonly doc: string;
  /** Default as the reference shows it; absent means none. */
  readonly default?: string;
  /** Other names under which the key is accepted. */
  readonly aliases?: readonly string[];
}

/** Keys by their name, relative to the prefix under which they stand, in the order of the reference. */
export type KeyTable = Readonly<Record<string, KeySpec>>;

/** What {@link resolveKeys} gives: the value of each key, under the key's own name. */
export type KeyValues<T extends KeyTable> = { readonly [K in keyof T]: z.output<T[K]['schema']> };

/** Declares a key that has a default. */
export function key<S extends z.ZodType>(schema: S, spec: Omit<KeySpec, 'schema'>): KeySpec<S> {
  return { schema, ...spec };
}

/** Schema of a whole number within bounds, read from text. */
export function integer(min: number, max = Number.MAX_SAFE_INTEGER): z.ZodType<number, string> {
  return z
    .string()
    .trim()
    .regex(/^[-+]?\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max));
}

/** Schema of `true` or `false`, read from text. */
export function flag(): z.ZodType<boolean, string> {
  return z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['true', 'false']))
    .transform((text) => text === 'true');
}

/** Every name that `table` accepts, aliases included. */
export function keyNames(table: KeyTable): string[] {
  return Object.entries(table).flatMap(([name, spec]) => [name, ...(spec.aliases ?? [])]);
}

/** Refuses names that are not among `known`. `prefix` is only for the message. @throws CONFIG_UNKNOWN_KEY */
export function refuseUnknownKeys(known: readonly string[], given: Iterable<string>, prefix: string): void {
  for (const name of given) {
    if (known.includes(name)) continue;
    const suggestion = nearest(name, known);
    throw new WeirError(
      'CONFIG_UNKNOWN_KEY',
      `${joinKey(prefix, name)} is not a known key.` +
        (suggestion === undefined ? ' Remove it.' : ` Did you mean ${joinKey(prefix, suggestion)}?`),
      { details: { key: joinKey(prefix, name), nearest: suggestion && joinKey(prefix, suggestion) } },
    );
  }
}

/**
 * Reads `entries` (names relative to `prefix`) by `table`. Unknown names are not looked at: see
 * {@link refuseUnknownKeys}.
 *
 * @throws CONFIG_INVALID_VALUE, CONFIG_CONFLICT
 */
export function resolveKeys<T extends KeyTable>(
  table: T,
  entries: ReadonlyMap<string, ParameterEntry>,
  prefix: string,
): KeyValues<T> {
  const values = Object.entries(table).map(([name, spec]) => {
    const entry = entryOf(name, spec, entries, prefix);
    const parsed = spec.schema.safeParse(entry?.value ?? spec.default);
    if (parsed.success) return [name, parsed.data] as const;
    throw invalidValue(joinKey(prefix, name), spec, entry);
  });
  return Object.freeze(Object.fromEntries(values)) as KeyValues<T>;
}

/** A key as it stands in a file; `prefix` is empty for keys at the root. */
export function joinKey(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}.${name}`;
}

function entryOf(
  name: string,
  spec: KeySpec,
  entries: ReadonlyMap<string, ParameterEntry>,
  prefix: string,
): ParameterEntry | undefined {
  const set = [name, ...(spec.aliases ?? [])].filter((candidate) => entries.has(candidate));
  const [first, second] = set;
  if (first === undefined) return undefined;
  const entry = entries.get(first);
  if (second !== undefined && entries.get(second)?.value !== entry?.value) {
    throw new WeirError(
      'CONFIG_CONFLICT',
      `${joinKey(prefix, first)} and ${joinKey(prefix, second)} mean the same and are set to different values. Keep one of them.`,
      { details: { keys: [joinKey(prefix, first), joinKey(prefix, second)] } },
    );
  }
  return entry;
}

function invalidValue(fullKey: string, spec: KeySpec, entry: ParameterEntry | undefined): WeirError {
  const message = entry
    ? `${fullKey}: "${displayValue(fullKey, entry)}" (${entry.origin}) is not ${spec.expected}. Correct the value.`
    : `${fullKey} is not set. Set it to ${spec.expected}.`;
  return new WeirError('CONFIG_INVALID_VALUE', message, { details: { key: fullKey, expected: spec.expected } });
}

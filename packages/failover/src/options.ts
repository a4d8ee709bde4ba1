import {
  integer,
  joinKey,
  key,
  keyNames,
  refuseUnknownKeys,
  resolveKeys,
  type KeySpec,
  type KeyTable,
  type ParameterEntry,
} from '@weir/core';
import { z } from 'zod';
import { builtInSecretHeaders } from './header-redaction.js';
import { spillKeys, type SpillConfig } from './spill/spill-keys.js';
import type { StoreKind } from './stores/store-kind.js';
import { storeBlocks, storeKindOf, storeKinds } from './stores/store-registry.js';

/** What is written in a file name and a statement alike: no path, no control characters. */
const tableName = z
  .string()
  .trim()
  .regex(/^(?!\.)(?!.*\.\.)[^/\\\p{Cc}]+$/u);

const headerNames = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim().toLowerCase()))
  .pipe(z.array(z.string().regex(/^[!#$%&'*+\-.^_`|~0-9a-z]+$/)));

const commonKeys = {
  table: key(tableName, {
    expected: 'a name without /, \\ and ..',
    doc: 'Table, topic or folder of the dead letters, by storage.',
    default: 'record',
  }),
  storage: key(z.string().trim().toLowerCase(), {
    expected: 'the name of a store',
    doc: `Where dead letters go: ${[...storeKinds.keys()].join(', ')}.`,
    default: 'file',
  }),
  redactHeaders: key(headerNames.optional(), {
    expected: 'a comma-separated list of header names',
    doc: `Request headers that are left out of dead letters, beside ${builtInSecretHeaders.join(', ')}.`,
  }),
  maxLetterBytes: key(integer(1), {
    expected: 'a whole number of at least 1',
    doc: 'Bytes of URL, headers and body that a dead letter may have. A larger one is not cut off and not lost: its record stays held, and the job fails.',
    default: String(16 * 1024 * 1024),
  }),
  ...spillKeys,
} as const;

/** Every key below `http.sink.failover`, for the reference. */
export const failoverKeys: KeyTable = Object.freeze(
  Object.fromEntries(
    [commonKeys, ...[...storeKinds.values()].map(({ keys }) => keys)].flatMap(Object.entries<KeySpec>),
  ),
);

/** What `http.sink.failover` says, resolved; plain data. */
export interface FailoverConfig {
  readonly table: string;
  /** Name of the store, in lower case. */
  readonly storage: string;
  /** Headers that never go into a letter, the built-in ones included; in lower case. */
  readonly secretHeaders: readonly string[];
  /** Bytes of URL, headers and body that a letter may have. */
  readonly maxLetterBytes: number;
  /** For stores on a server. */
  readonly spill: SpillConfig;
  /** The values of the store's own keys, under their full names. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Keys that are set and that the store knows to have no meaning, as they stand in the file. */
  readonly ignoredKeys: readonly string[];
}

/** Keys in the block of a store that is not selected are left alone: a file may carry the blocks of all of them. */
function isInOtherBlock(name: string, selected: StoreKind): boolean {
  const [block, ...rest] = name.split('.');
  return rest.length > 0 && block !== undefined && storeBlocks.includes(block) && !selected.blocks.includes(block);
}

/**
 * Reads the keys below `prefix`, which is `http.sink.failover`.
 *
 * @param entries names without the prefix, as `Parameters.entries(prefix)` gives them
 * @throws LETTER_STORE_UNKNOWN, CONFIG_UNKNOWN_KEY, CONFIG_INVALID_VALUE
 */
export function resolveFailover(entries: ReadonlyMap<string, ParameterEntry>, prefix: string): FailoverConfig {
  const { table, storage, redactHeaders, maxLetterBytes, ...spill } = resolveKeys(commonKeys, entries, prefix);
  const kind = storeKindOf(storage, `${prefix}.storage`);
  const checked = [...entries.keys()].filter((name) => !isInOtherBlock(name, kind));
  const ignored = kind.blocks.flatMap((block) => (kind.ignoredKeys ?? []).map((name) => joinKey(block, name)));
  refuseUnknownKeys([...keyNames(commonKeys), ...keyNames(kind.keys), ...ignored], checked, prefix);
  return Object.freeze({
    table,
    storage,
    secretHeaders: Object.freeze([...builtInSecretHeaders, ...(redactHeaders ?? [])]),
    maxLetterBytes,
    spill: Object.freeze({ path: spill['spill.path'], maxBytes: spill['spill.maxBytes'] }),
    options: resolveKeys(kind.keys, entries, prefix),
    ignoredKeys: Object.freeze(checked.filter((name) => ignored.includes(name)).map((name) => joinKey(prefix, name))),
  });
}

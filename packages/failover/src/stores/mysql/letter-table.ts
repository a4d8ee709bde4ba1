import type { Knex } from 'knex';
import type { MysqlConnection } from './mysql-connection.js';
import { isMissingTable } from './mysql-errors.js';

/** The two tables of a store, and the connection to them. */
export interface Tables {
  readonly connection: MysqlConnection;
  /** Name of the table of the letters. */
  readonly letters: string;
  /** Name of the table of what is settled. */
  readonly resolved: string;
}

/**
 * What the table of the letters looks like.
 *
 * - `missing`: nobody has written yet;
 * - `envelope`: ours, with the whole letter in it;
 * - `streampark`: `values` and `timestamp` only, as StreamPark created it.
 */
export type TableLayout =
  | { readonly kind: 'missing' }
  | { readonly kind: 'envelope' }
  | { readonly kind: 'streampark'; readonly maxTextBytes: number };

const envelopeColumns = ['id', 'last_at', 'envelope', 'seq'];

/**
 * StreamPark's columns first, then ours, which may stay empty: what writes to StreamPark's table can write to this one.
 *
 * `last_at` is a double because a letter's time is a JavaScript number; `id` must be short enough for an index on any
 * version of the server. A letter that is appended twice is one row.
 */
const createLetters = `create table if not exists ?? (
  \`values\` longtext,
  \`timestamp\` bigint,
  \`id\` varchar(190),
  \`last_at\` double,
  \`envelope\` longtext,
  \`seq\` bigint not null auto_increment primary key,
  unique key \`letter\` (\`id\`, \`last_at\`),
  key \`last_at\` (\`last_at\`)
) engine=InnoDB default character set utf8mb4 collate utf8mb4_bin`;

const createResolved = `create table if not exists ?? (
  \`id\` varchar(190) not null,
  \`last_at\` double not null,
  \`at\` double not null,
  \`outcome\` varchar(16) not null,
  primary key (\`id\`, \`last_at\`)
) engine=InnoDB default character set utf8mb4 collate utf8mb4_bin`;

interface ColumnRow {
  readonly name: string;
  readonly maxBytes: number | null;
}

/** Looks at the table of the letters; reading needs no right to create it. */
export async function describeTable(knex: Knex, { letters }: Tables): Promise<TableLayout> {
  const columns = await knex('information_schema.columns')
    .select<ColumnRow[]>({ name: 'column_name', maxBytes: 'character_octet_length' })
    .whereRaw('table_schema = database()')
    .where('table_name', letters);
  const names = columns.map(({ name }) => name.toLowerCase());
  if (envelopeColumns.every((name) => names.includes(name))) return { kind: 'envelope' };
  const values = columns.find(({ name }) => name.toLowerCase() === 'values');
  if (values !== undefined && names.includes('timestamp')) {
    return { kind: 'streampark', maxTextBytes: values.maxBytes ?? Infinity };
  }
  if (await tableExists(knex, letters)) {
    throw new Error(`the table ${letters} has the columns ${names.join(', ')}, and not \`values\` and \`timestamp\``);
  }
  return { kind: 'missing' };
}

/** Asks the table itself: one that the user may not see is not in the catalogue, but is not missing. */
export async function tableExists(knex: Knex, name: string): Promise<boolean> {
  try {
    await knex(name).select(knex.raw('1')).limit(0);
    return true;
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw error;
  }
}

/** Creates what is missing; says what the letters' table looks like then. */
export async function createTables(knex: Knex, tables: Tables): Promise<TableLayout> {
  if (!(await tableExists(knex, tables.letters))) await knex.raw(createLetters, [tables.letters]);
  if (!(await tableExists(knex, tables.resolved))) await knex.raw(createResolved, [tables.resolved]);
  return describeTable(knex, tables);
}

import { WeirError } from '../errors/weir-error.js';
import type { Logger } from '../ports/logger.js';
import { isFlinkOnly } from './flink-keys.js';
import type { ParameterEntry } from './parameter-entry.js';
import { Parameters } from './parameters.js';
import { resolvePlaceholders } from './placeholders.js';
import { readYamlFile } from './yaml-file.js';

/** A configuration given by a program: nested or dotted, as in the file. */
export type ConfigObject = { readonly [key: string]: unknown };

/** What {@link loadParameters} takes. */
export interface ParameterSources {
  /** Path of a YAML file, or the same content as an object. */
  readonly conf?: string | ConfigObject | undefined;
  /** Parameters of the command line: `['--a.b', 'value']`, or as an object. They win over `conf`. */
  readonly args?: readonly string[] | ConfigObject | undefined;
  readonly environment?: NodeJS.ProcessEnv;
  readonly logger: Logger;
}

/** Rank of the places at which one key can stand in a file; a later place wins. */
const places = ['', 'flink.property.', 'flink.deployment.property.', 'app.'] as const;

/** Flattens a nested object into dotted keys; lists are joined with commas, null and blank values are left out. */
export function flattenObject(object: ConfigObject, prefix = ''): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    if (value === null || value === undefined || value === '') continue;
    if (Array.isArray(value)) entries.set(key, value.map(String).join(','));
    else if (typeof value === 'object')
      for (const [k, v] of flattenObject(value as ConfigObject, key)) entries.set(k, v);
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      entries.set(key, String(value));
    } else throw new WeirError('CONFIG_INVALID_VALUE', `${key}: a ${typeof value} cannot be a parameter. Give text.`);
  }
  return entries;
}

/** Reads `--a.b value` and `--a.b=value`. @throws CLI_USAGE */
export function parseParameterArgs(args: readonly string[]): Map<string, string> {
  const entries = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const match = /^--?([^=\s]+?)(?:=(.*))?$/s.exec(arg);
    if (!match?.[1]) throw new WeirError('CLI_USAGE', `"${arg}" is not a parameter: expected --key value.`);
    const value = match[2] ?? args[++i];
    if (value === undefined) throw new WeirError('CLI_USAGE', `--${match[1]} has no value: expected --key value.`);
    entries.set(match[1], value);
  }
  return entries;
}

/**
 * Puts the parameters of a job together: file < command line, and in the file root < `flink.property.` <
 * `flink.deployment.property.` < `app.`; `${NAME}` placeholders are resolved, Flink-only keys named once and left out.
 *
 * @throws CONFIG_FILE_MISSING, CONFIG_SYNTAX, CONFIG_CONFLICT, CONFIG_ENV_MISSING, CLI_USAGE
 */
export function loadParameters(sources: ParameterSources): Parameters {
  const { conf, args = [], logger, environment = process.env } = sources;
  const fromFile = typeof conf === 'string' ? readYamlFile(conf, logger) : flattenObject(conf ?? {});
  const fromArgs = Array.isArray(args) ? parseParameterArgs(args as string[]) : flattenObject(args as ConfigObject);
  const fileName = typeof conf === 'string' ? conf : 'conf';
  const merged = new Map([
    ...rankPlaces(fromFile, fileName, environment),
    ...rankPlaces(fromArgs, 'command line', environment),
  ]);
  dropFlinkOnly(merged, logger);
  return new Parameters(merged);
}

function rankPlaces(raw: ReadonlyMap<string, string>, origin: string, environment: NodeJS.ProcessEnv) {
  const merged = new Map<string, ParameterEntry>();
  for (const place of places) {
    for (const [key, written] of raw) {
      const owner = places.findLast((candidate) => candidate !== '' && key.startsWith(candidate)) ?? '';
      if (owner !== place || written.trim() === '') continue;
      // `app.name` is a key of its own in StreamPark, not a parameter called `name`.
      const plain = key === 'app.name' ? key : key.slice(place.length);
      merged.set(plain, { value: resolvePlaceholders(key, written, environment), written, origin });
    }
  }
  return merged;
}

function dropFlinkOnly(entries: Map<string, ParameterEntry>, logger: Logger): void {
  const ignored = [...entries.keys()].filter(isFlinkOnly);
  for (const key of ignored) entries.delete(key);
  if (ignored.length > 0) logger.warn(`Ignored, because only Flink knows what to do with it: ${ignored.join(', ')}.`);
}

import { WeirError } from '../errors/weir-error.js';
import type { Logger } from '../ports/logger.js';
import { flattenObject, type ConfigObject } from './flatten-object.js';
import { isFlinkOnly } from './flink-keys.js';
import type { ParameterEntry, WrittenParameter } from './parameter-entry.js';
import { Parameters } from './parameters.js';
import { resolvePlaceholders } from './placeholders.js';
import { readYamlFile } from './yaml-file.js';

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

/** Reads `--a.b value` and `--a.b=value`; a value that begins with `--` needs the second form. @throws CLI_USAGE */
export function parseParameterArgs(args: readonly string[]): Map<string, string> {
  const entries = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const match = /^--?([^-=\s][^=\s]*)(?:=(.*))?$/s.exec(arg);
    if (!match?.[1]) throw new WeirError('CLI_USAGE', `"${arg}" is not a parameter: expected --key value.`);
    const value = match[2] ?? args[++i];
    if (value === undefined || (match[2] === undefined && value.startsWith('--'))) {
      throw new WeirError('CLI_USAGE', `--${match[1]} has no value: expected --key value or --key=value.`);
    }
    entries.set(match[1], value);
  }
  return entries;
}

/**
 * Puts the parameters of a job together: file < command line, and in the file root < `flink.property.` <
 * `flink.deployment.property.` < `app.`; Flink-only keys are named once and left out, then `${NAME}` placeholders are
 * resolved, of the values that won.
 *
 * @throws CONFIG_FILE_MISSING, CONFIG_SYNTAX, CONFIG_CONFLICT, CONFIG_INVALID_VALUE, CONFIG_ENV_MISSING, CLI_USAGE
 */
export function loadParameters(sources: ParameterSources): Parameters {
  const { conf, args = [], logger, environment = process.env } = sources;
  const fromFile = typeof conf === 'string' ? readYamlFile(conf, logger) : flattenObject(conf ?? {}, 'conf');
  const fromArgs = Array.isArray(args)
    ? parseParameterArgs(args as string[])
    : flattenObject(args as ConfigObject, 'args');
  const merged = new Map([
    ...rankPlaces(fromFile, typeof conf === 'string' ? conf : 'conf'),
    ...rankPlaces(fromArgs, 'command line'),
  ]);
  dropFlinkOnly(merged, logger);
  return resolveParameters(merged, environment);
}

/** Parameters out of what was written, with `${NAME}` placeholders resolved in this process. @throws CONFIG_ENV_MISSING */
export function resolveParameters(
  written: Iterable<readonly [string, WrittenParameter]>,
  environment: NodeJS.ProcessEnv = process.env,
): Parameters {
  const resolved = [...written].map(([key, entry]): [string, ParameterEntry] => {
    return [key, { ...entry, value: resolvePlaceholders(key, entry.written, environment) }];
  });
  return new Parameters(new Map(resolved));
}

function rankPlaces(raw: ReadonlyMap<string, string>, origin: string): Map<string, WrittenParameter> {
  const merged = new Map<string, WrittenParameter>();
  for (const place of places) {
    for (const [key, written] of raw) {
      const owner = places.findLast((candidate) => candidate !== '' && key.startsWith(candidate)) ?? '';
      if (owner !== place) continue;
      // `app.name` is a key of its own in StreamPark, not a parameter called `name`.
      merged.set(key === 'app.name' ? key : key.slice(place.length), { written, origin });
    }
  }
  return merged;
}

function dropFlinkOnly(entries: Map<string, WrittenParameter>, logger: Logger): void {
  const ignored = [...entries.keys()].filter(isFlinkOnly);
  for (const key of ignored) entries.delete(key);
  if (ignored.length > 0) logger.warn(`Ignored, because only Flink knows what to do with it: ${ignored.join(', ')}.`);
}

import { WeirError } from '../errors/weir-error.js';
import { isPlainObject } from '../record/is-plain-object.js';

/** A configuration given by a program: nested or dotted, as in the file. */
export type ConfigObject = { readonly [key: string]: unknown };

function textOf(key: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((item) => textOfItem(key, item)).join(',');
  const what =
    value instanceof Object && typeof value === 'object'
      ? `an instance of ${value.constructor.name}`
      : `a ${typeof value}`;
  throw new WeirError('CONFIG_INVALID_VALUE', `${key}: ${what} cannot be a parameter. Give text.`, {
    details: { key },
  });
}

function textOfItem(key: string, item: unknown): string {
  if (item === null || item === undefined) return '';
  return Array.isArray(item) || isPlainObject(item) ? JSON.stringify(item) : textOf(key, item);
}

/**
 * Flattens a nested object into dotted keys, nested and dotted alike; lists are joined with commas, nulls are left out.
 * An empty text or list is a value: whether a key may be empty is for the key to say.
 *
 * @param origin where the object comes from, for messages
 * @throws CONFIG_CONFLICT when a key is set twice to different values, CONFIG_INVALID_VALUE
 */
export function flattenObject(object: ConfigObject, origin = 'the configuration'): Map<string, string> {
  const entries = new Map<string, string>();
  const add = (key: string, text: string): void => {
    if ((entries.get(key) ?? text) !== text) {
      throw new WeirError('CONFIG_CONFLICT', `${origin}: ${key} is set twice to different values. Keep one of them.`, {
        details: { key },
      });
    }
    entries.set(key, text);
  };
  const walk = (node: ConfigObject, prefix: string): void => {
    for (const [name, value] of Object.entries(node)) {
      const key = prefix + name;
      if (isPlainObject(value)) walk(value, `${key}.`);
      else if (value !== null && value !== undefined) add(key, textOf(key, value));
    }
  };
  walk(object, '');
  return entries;
}

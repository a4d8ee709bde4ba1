import { WeirError } from '../errors/weir-error.js';
import { durationSyntax, parseDuration } from './duration.js';
import { displayValue, type ParameterEntry } from './parameter-entry.js';

/**
 * The parameters of a job: one flat, frozen map from dotted key to text.
 *
 * Made by `loadParameters` out of file and command line. Blank values do not exist here.
 */
export class Parameters {
  readonly #entries: ReadonlyMap<string, ParameterEntry>;

  constructor(entries: ReadonlyMap<string, ParameterEntry> = new Map()) {
    this.#entries = new Map(entries);
  }

  /** Parameters out of a plain map; what a test or a program gives directly. */
  static of(values: Readonly<Record<string, string | number | boolean>>): Parameters {
    const entries = Object.entries(values).map(([key, value]): [string, ParameterEntry] => {
      return [key, { value: String(value), written: String(value), origin: 'program' }];
    });
    return new Parameters(new Map(entries));
  }

  /** The text of `key`, else `fallback`. */
  get(key: string): string | undefined;
  get(key: string, fallback: string): string;
  get(key: string, fallback?: string): string | undefined {
    return this.#entries.get(key)?.value ?? fallback;
  }

  /** The whole number of `key`, else `fallback`. @throws CONFIG_INVALID_VALUE when it is set and no whole number */
  getInt(key: string): number | undefined;
  getInt(key: string, fallback: number): number;
  getInt(key: string, fallback?: number): number | undefined {
    const text = this.get(key);
    if (text === undefined) return fallback;
    const value = /^[-+]?\d+$/.test(text.trim()) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value)) throw this.#invalid(key, `a whole number of at most ${Number.MAX_SAFE_INTEGER}`);
    return value;
  }

  /** The duration of `key` in milliseconds, else `fallback`. @throws CONFIG_INVALID_VALUE when it is set and none */
  getDuration(key: string): number | undefined;
  getDuration(key: string, fallback: number): number;
  getDuration(key: string, fallback?: number): number | undefined {
    const text = this.get(key);
    if (text === undefined) return fallback;
    const durationMs = parseDuration(text);
    if (durationMs === undefined) throw this.#invalid(key, durationSyntax);
    return durationMs;
  }

  /** All parameters below `prefix`, without it; all of them when there is no prefix. */
  toMap(prefix = ''): Map<string, string> {
    return new Map([...this.entries(prefix)].map(([key, entry]) => [key, entry.value]));
  }

  /** As {@link toMap}, with where each was set and what may be shown of it. */
  entries(prefix = ''): Map<string, ParameterEntry> {
    if (prefix === '') return new Map(this.#entries);
    const start = `${prefix}.`;
    const below = [...this.#entries].filter(([key]) => key.startsWith(start));
    return new Map(below.map(([key, entry]) => [key.slice(start.length), entry]));
  }

  /** Whether `key` is set. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  #invalid(key: string, expected: string): WeirError {
    const entry = this.#entries.get(key);
    const shown = entry ? displayValue(key, entry) : '';
    return new WeirError(
      'CONFIG_INVALID_VALUE',
      `${key}: "${shown}" (${entry?.origin ?? 'unset'}) is not ${expected}. Correct the value.`,
      { details: { key } },
    );
  }
}

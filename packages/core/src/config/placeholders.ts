import { WeirError } from '../errors/weir-error.js';

/**
 * Replaces each `${NAME}` in `text` by the environment variable of that name.
 *
 * @throws CONFIG_ENV_MISSING when one is not set
 */
export function resolvePlaceholders(key: string, text: string, environment: NodeJS.ProcessEnv): string {
  return text.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => {
    const value = environment[name];
    if (value !== undefined) return value;
    throw new WeirError(
      'CONFIG_ENV_MISSING',
      `${key}: the environment variable ${name} is not set. Set it, or write the value instead of \${${name}}.`,
      { details: { key, variable: name } },
    );
  });
}

/** One parameter as it was set; what travels to another process, where its placeholders are resolved. */
export interface WrittenParameter {
  /** The text as written, `${NAME}` placeholders unresolved. */
  readonly written: string;
  /** Where it was set, for messages: `application.yml` or `command line`. */
  readonly origin: string;
}

/** One parameter: its value, where it was read and what may be shown of it. */
export interface ParameterEntry extends WrittenParameter {
  /** The value as text; every parameter is text until a key's schema reads it. */
  readonly value: string;
}

const secretKey = /pass(word|wd|phrase)?$|secret|token|credential|authorization|api-?key|private-?key|jaas/i;

/** Whether values of `key` are secret by its name. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

/** What may be printed of a parameter: never a secret, and a placeholder instead of what it stands for. */
export function displayValue(key: string, entry: ParameterEntry): string {
  if (isSecretKey(key)) return '******';
  return (
    entry.written
      .replace(/\/\/[^/?#\s]*@/g, '//******@')
      // A URL whose scheme was forgotten.
      .replace(/^[^:/?#\s]+:[^/?#\s]*@/, '******@')
      .replace(/([?&;])([^=?&;\s]+)=[^?&;\s]*/g, (assignment, before: string, name: string) =>
        isSecretKey(name) ? `${before}${name}=******` : assignment,
      )
  );
}

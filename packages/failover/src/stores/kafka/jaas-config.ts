/** User and password of a login module. */
export interface JaasLogin {
  readonly username: string;
  readonly password: string;
}

const loginModules = /^org\.apache\.kafka\.common\.security\.(?:plain\.PlainLoginModule|scram\.ScramLoginModule)$/;

/**
 * Reads `sasl.jaas.config` as Kafka's clients take it, for PLAIN and SCRAM:
 * `org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";`. Undefined when it is
 * something else.
 *
 * Quoted values may have escapes with a backslash, as in Java's `StreamTokenizer`.
 */
export function parseJaasConfig(text: string): JaasLogin | undefined {
  const [, module = '', options = ''] =
    /^\s*([\w.]+)\s+(?:required|requisite|sufficient|optional)\s+(.*?)\s*;?\s*$/s.exec(text) ?? [];
  if (!loginModules.test(module)) return undefined;
  const values = new Map<string, string>();
  const rest = options.replace(
    /([\w.]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"';]+))/gs,
    (_, name: string, ...found: string[]) => {
      values.set(name, (found[0] ?? found[1] ?? found[2] ?? '').replace(/\\(.)/gs, '$1'));
      return '';
    },
  );
  const [username, password] = [values.get('username'), values.get('password')];
  if (rest.trim() !== '' || username === undefined || password === undefined) return undefined;
  return { username, password };
}

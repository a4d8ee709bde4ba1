import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Writes the template at `source` into `folder`, each `@NAME@` replaced by `values.NAME`. */
export function writeConfig(source, folder, values) {
  const text = readFileSync(source, 'utf8').replace(/@([A-Z_]+)@/g, (_, name) => {
    if (!(name in values)) throw new Error(`${source} asks for @${name}@, which is not given`);
    return values[name];
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, basename(source)), text);
}

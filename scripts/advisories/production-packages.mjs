import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

const packageFolder = /^packages\//;

/** The packages that a user of ours can get, as `{ name, version, path }` with the packages that lead there. */
export function productionPackages(lockFile) {
  const { importers, snapshots } = parse(readFileSync(lockFile, 'utf8'));
  const found = new Map();
  const visit = ({ name, version }, path) => {
    const key = `${name}@${version}`;
    if (version.startsWith('link:') || found.has(key)) return;
    const here = [...path, key];
    found.set(key, { name, version: version.replace(/\(.*/, ''), path: here });
    for (const next of dependenciesOf(snapshots[key] ?? {})) visit(next, here);
  };
  for (const [folder, importer] of Object.entries(importers)) {
    if (packageFolder.test(folder))
      for (const first of rootsOf(dirname(lockFile), folder, importer)) visit(first, [folder]);
  }
  return [...found.values()];
}

/** An optional peer is a development dependency here, and what a user installs beside us. */
function rootsOf(root, folder, { dependencies, optionalDependencies, devDependencies = {} }) {
  const manifest = join(root, folder, 'package.json');
  const peers = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, 'utf8')).peerDependencies ?? {}) : {};
  const installed = Object.entries(devDependencies).filter(([name]) => name in peers);
  const all = { ...dependencies, ...optionalDependencies, ...Object.fromEntries(installed) };
  return Object.entries(all).map(([name, { version }]) => ({ name, version }));
}

/** What is installed under another name stands as `name@version` in the place of its version. */
function dependenciesOf({ dependencies, optionalDependencies }) {
  return Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, version]) => {
    const [, alias, aliased] = /^(@?[^@(]+)@([^(].*)$/.exec(version) ?? [];
    return alias === undefined ? { name, version } : { name: alias, version: aliased };
  });
}

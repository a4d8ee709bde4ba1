// npm run advisories: no package with a known advisory reaches a user of ours. The committed list always counts; the
// registry's audit counts where it answers. Another lock file may be named: npm run advisories -- path/pnpm-lock.yaml
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { satisfies } from 'semver';
import { productionPackages } from './advisories/production-packages.mjs';
import { root } from './prepare-workspace.mjs';
import { runCommand } from './run-command.mjs';

const serious = ['high', 'critical'];
const known = JSON.parse(readFileSync(join(root, 'scripts/advisories/known-advisories.json'), 'utf8'));

function findKnown(packages) {
  return packages.flatMap(({ name, version, path }) =>
    known.advisories
      .filter((one) => one.package === name && satisfies(version, one.vulnerable, { includePrerelease: true }))
      .map(({ id, severity, title }) => `${id} (${severity}): ${name} ${version}: ${title}; by ${path.join(' > ')}`),
  );
}

/** What the registry's audit finds, or undefined where it gives no answer: many mirrors have no audit. */
async function askRegistry(folder) {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const args = ['--yes', packageManager, 'audit', '--prod', '--json'];
  const { output } = await runCommand('npx', args, { cwd: folder, quiet: true });
  const advisories = readAdvisories(output);
  return advisories
    ?.filter(({ severity }) => serious.includes(severity))
    .map(({ github_advisory_id: id, severity, module_name: name, title }) => `${id} (${severity}): ${name}: ${title}`);
}

function readAdvisories(output) {
  try {
    const { advisories } = JSON.parse(output.slice(output.indexOf('{')));
    return advisories && Object.values(advisories);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // an error message in place of a report
    throw error;
  }
}

const lockFile = resolve(process.argv[2] ?? join(root, 'pnpm-lock.yaml'));
const packages = productionPackages(lockFile);
const audit = await askRegistry(join(lockFile, '..'));
const found = [...findKnown(packages), ...(audit ?? [])];
for (const line of found) console.error(line);
console.log(
  `${packages.length} packages in the production tree; ${found.length} advisories. Looked up in the list of ` +
    `${known.asOf} (${known.advisories.length} advisories) and ` +
    (audit ? 'by the audit of the registry.' : 'nowhere else: the registry answers no audit.'),
);
process.exitCode = found.length > 0 ? 1 : 0;

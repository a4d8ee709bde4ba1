// npm run packages: packs every public package and uses the tarballs as a stranger would, outside the workspace.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addCounts, formatCounts } from './check-counts.mjs';
import { prepareWorkspace, root } from './prepare-workspace.mjs';
import { runCommand } from './run-command.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const ownVersion = (name) => readJson(join(root, 'node_modules', name, 'package.json')).version;

/** The projects of strangers: what they install, and the commands that must succeed there. */
const projects = {
  esm: {
    type: 'module',
    packages: ['@weir/core', '@weir/runner-local', '@weir/sink-http'],
    commands: ['node main.mjs'],
  },
  commonjs: {
    packages: ['@weir/core', '@weir/runner-local', '@weir/sink-http'],
    commands: ['node main.js'],
  },
  command: {
    packages: ['@weir/cli', '@weir/core', '@weir/sink-http'],
    tools: ['@types/node', 'typescript'],
    commands: [
      'node_modules/.bin/weir run job.ts',
      'node_modules/.bin/tsc --noEmit --strict --target es2022 --module nodenext --types node job.ts',
    ],
  },
  jest: {
    packages: ['@weir/testing'],
    tools: ['jest'],
    commands: ['node_modules/.bin/jest'],
  },
};

async function succeed(command, cwd) {
  const [program, ...args] = command;
  const { code, output } = await runCommand(program, args, { cwd, quiet: true });
  if (code !== 0) throw new Error(`${command.join(' ')} ended with exit code ${code}:\n${output}`);
}

/** Packs every package; gives the tarball of each by the package's name. */
async function packAll(folder) {
  const { packageManager } = readJson(join(root, 'package.json'));
  const pack = ['--recursive', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  await succeed(['npx', '--yes', packageManager, ...pack], root);
  const manifests = readdirSync(join(root, 'packages')).map((name) =>
    readJson(join(root, 'packages', name, 'package.json')),
  );
  return Object.fromEntries(
    manifests.map(({ name, version }) => {
      const tarball = join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
      if (!existsSync(tarball)) throw new Error(`${name} was not packed.`);
      return [name, `file:${tarball}`];
    }),
  );
}

/** Makes the project and installs into it: what it names from the tarballs, and what those need from the registry. */
async function install(folder, { type = 'commonjs', packages, tools = [] }, tarballs) {
  await succeed(['npm', 'init', '--yes'], folder);
  const manifest = readJson(join(folder, 'package.json'));
  const dependencies = Object.fromEntries([
    ...packages.map((name) => [name, tarballs[name]]),
    ...tools.map((name) => [name, ownVersion(name)]),
  ]);
  // A package of ours that another one needs is a tarball too, and not what the registry has under that name.
  const changed = { ...manifest, type, dependencies, overrides: tarballs };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(changed, null, 2));
  await succeed(['npm', 'install', '--no-audit', '--no-fund'], folder);
}

async function tryProject(name, workFolder, tarballs) {
  const folder = join(workFolder, name);
  mkdirSync(folder);
  cpSync(join(root, 'tests/packed-packages', name), folder, { recursive: true });
  await install(folder, projects[name], tarballs);
  for (const command of projects[name].commands) await succeed(command.split(' '), folder);
}

async function check(what, action) {
  const startedAt = performance.now();
  try {
    const result = await action();
    console.log(`ok     ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${what}`);
    return { result, counts: { passed: 1, failed: 0, skipped: 0 } };
  } catch (error) {
    console.log(`FAILED ${what}: ${error.message}`);
    return { counts: { passed: 0, failed: 1, skipped: 0 } };
  }
}

await prepareWorkspace();
const workFolder = mkdtempSync(join(tmpdir(), 'weir-packages-'));
process.on('exit', () => rmSync(workFolder, { recursive: true, force: true }));
const packed = await check('pack', () => packAll(workFolder));
let total = packed.counts;
for (const name of packed.result ? Object.keys(projects) : []) {
  const { counts } = await check(`in a ${name} project`, () => tryProject(name, workFolder, packed.result));
  total = addCounts(total, counts);
}
console.log(formatCounts(total));
process.exitCode = total.failed > 0 ? 1 : 0;

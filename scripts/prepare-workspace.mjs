import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from './run-command.mjs';

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const stamp = `${root}node_modules/.weir-lock-hash`;

function requireNode() {
  const floor = manifest.engines.node.replace('>=', '');
  const order = floor.localeCompare(process.versions.node, 'en', { numeric: true });
  if (order > 0) stop(`Weir needs Node ${floor} or newer; this is ${process.version}.`);
}

function stop(message) {
  console.error(message);
  process.exit(1);
}

/** Installs what the lock file names, unless node_modules was made from the very same lock file. */
async function install() {
  const lockHash = createHash('sha256')
    .update(readFileSync(`${root}pnpm-lock.yaml`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash) return;
  const pnpm = manifest.packageManager;
  console.log(`Installing the dependencies with ${pnpm}, then building …`);
  rmSync(stamp, { force: true });
  // CI: pnpm must not ask anything. The build runs as the prepare script of package.json.
  const args = ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only'];
  const { code, output } = await runCommand('npx', args, { cwd: root, env: { CI: 'true' }, quiet: true });
  if (code !== 0) stop(`${output}\nThe installation failed (exit code ${code}); its output is above.`);
  writeFileSync(stamp, lockHash);
}

/** Generates and compiles what has changed since the last time. */
async function build() {
  const { code, output } = await runCommand('npm', ['run', '--silent', 'build'], { cwd: root, quiet: true });
  if (code !== 0) stop(`${output}\nThe build failed; its errors are above.`);
}

/** Makes a fresh clone ready, and an old one up to date; ends the process with a message when that fails. */
export async function prepareWorkspace() {
  requireNode();
  await install();
  await build();
}

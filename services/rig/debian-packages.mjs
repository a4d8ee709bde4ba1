import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

import { runProgram } from './run-program.mjs';

/** Where programs are looked for; those of servers are in the last, which only root has in its path. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];

function isInstalled(program) {
  if (isAbsolute(program)) return existsSync(program);
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Installs Debian's `packages` unless `program` is there; only root on Debian can, and others are told what to type. */
export async function requireProgram(program, packages) {
  if (isInstalled(program)) return;
  const install = ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages];
  const command = `apt-get ${install.join(' ')}`;
  if (userInfo().uid !== 0 || !isInstalled('apt-get')) {
    throw new Error(`this service needs ${program}; on Debian, as root: ${command}`);
  }
  process.stderr.write(`${program} is missing: ${command}\n`);
  await runProgram('apt-get', ['update']);
  await runProgram('apt-get', install);
}

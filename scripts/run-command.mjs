import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const onWindows = process.platform === 'win32';
// Options of the npm around this process (`npm run --silent`, `npx -c`) are not meant for the npm that it calls.
const options = ['call', 'package', 'loglevel'].map((name) => [`npm_config_${name}`, undefined]);
const ownEnvironment = { ...process.env, ...Object.fromEntries(options) };

const running = new Set();
let stoppedBy;

// Each command is a process group of its own: a signal reaches it once, with all its children, whoever sent it.
function signalGroup(child, signal) {
  if (onWindows) child.kill(signal);
  else process.kill(-child.pid, signal);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy = signal;
    for (const child of running) signalGroup(child, signal);
    if (running.size === 0) process.exit(128 + constants.signals[signal]);
  });
}

/**
 * Runs a program to its end and gives its exit code and what it wrote (standard output and error as one text).
 *
 * `quiet` keeps what it writes to itself; else it is passed on as it comes. When this process is told to stop, the
 * program is told too, and this process ends after it.
 */
export async function runCommand(program, args, { cwd, env, quiet = false } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...ownEnvironment, ...env },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    detached: !onWindows,
    // npm and npx are .cmd files there, which only the shell starts.
    shell: onWindows && !program.endsWith('.exe'),
  });
  running.add(child);
  const written = [];
  child.stdout?.on('data', (chunk) => written.push(chunk));
  child.stderr?.on('data', (chunk) => written.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => resolve(exitCode ?? 128 + constants.signals[signal]));
  }).finally(() => running.delete(child));
  if (stoppedBy) process.exit(128 + constants.signals[stoppedBy]);
  return { code, output: Buffer.concat(written).toString() };
}

/** As {@link runCommand}, for a JavaScript file. */
export function runNode(file, args, options) {
  return runCommand(process.execPath, [file, ...args], options);
}

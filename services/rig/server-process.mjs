import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runProgram } from './run-program.mjs';
import { logFile } from './server-log.mjs';
import { explainSpawnError } from './spawn-error.mjs';
import { waitFor } from './wait-for.mjs';

const KILL_WITHIN_MS = 10_000;

/** Starts the server in a process group of its own, which outlives this process, its output going to a new log. */
export async function launchServer(instance) {
  const { file, args, env } = instance.service.serverCommand(instance);
  const log = logFile(instance);
  if (existsSync(log)) renameSync(log, join(instance.folder, 'server.previous.log'));
  const output = openSync(log, 'w');
  const server = spawn(file, args, {
    cwd: instance.folder,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  await once(server, 'spawn').catch(explainSpawnError);
  server.unref();
  // The start time tells the server from a stranger that was given its process id after a crash or reboot.
  writeFileSync(pidFile(instance), JSON.stringify({ pid: server.pid, startTime: startTimeOf(server.pid) }));
}

/** The process id of the instance's server, or undefined when it does not run. */
export function runningPid(instance) {
  if (!existsSync(pidFile(instance))) return undefined;
  const { pid, startTime } = JSON.parse(readFileSync(pidFile(instance), 'utf8'));
  return startTime !== undefined && startTimeOf(pid) === startTime ? pid : undefined;
}

/** Ends the server: SIGTERM, and SIGKILL when it takes longer than its `stopWithinMs`. */
export async function stopServer(instance) {
  const pid = runningPid(instance);
  if (pid) {
    signalGroup(pid, 'SIGTERM');
    await waitFor(() => !runningPid(instance), instance.service.stopWithinMs);
    await endGroup(instance, pid);
  }
  rmSync(pidFile(instance), { force: true });
}

/** Ends the server at once, as a crash would; its pid file stays behind, as after a crash. */
export async function killServer(instance) {
  const pid = runningPid(instance);
  if (pid) await endGroup(instance, pid);
}

/**
 * Lets the server's process write to no file any more, as on a disk that is full; its next process may again. Not for
 * servers of several processes: those that run already would go on.
 */
export async function fillDisk(instance) {
  const pid = runningPid(instance);
  if (pid === undefined) throw new Error(`${instance.id} does not run, so that its disk cannot be filled`);
  await runProgram('prlimit', ['--pid', String(pid), '--fsize=0']);
}

async function endGroup(instance, pid) {
  signalGroup(pid, 'SIGKILL');
  if (!(await waitFor(() => !runningPid(instance), KILL_WITHIN_MS))) {
    throw new Error(`process ${pid} of ${instance.id} does not end, not even by SIGKILL`);
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it had ended by itself
  }
}

/**
 * Start time in clock ticks since boot, undefined when the process has ended: fields 3 (state), 20 (threads) and 22 of
 * proc_pid_stat(5). A zombie with threads has not ended: its main thread has, the others still hold the ports.
 */
function startTimeOf(pid) {
  const fields = readStat(pid);
  const [state, threads, startTime] = [fields[0], Number(fields[17]), fields[19]];
  return state === 'Z' && threads <= 1 ? undefined : startTime;
}

/** The fields from the third on: the second, the program's name in parentheses, may contain anything. */
function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return []; // there is no such process
    throw error;
  }
}

function pidFile(instance) {
  return join(instance.folder, 'server.pid.json');
}

import { rmSync } from 'node:fs';

import { withLock } from './lock.mjs';
import { claimPorts } from './ports.mjs';
import { hasReadyLine, logFile, tailOfLog } from './server-log.mjs';
import { fillDisk, killServer, launchServer, runningPid, stopServer } from './server-process.mjs';
import { waitFor } from './wait-for.mjs';

/** Starts the server unless it runs, and resolves when it is ready. `fresh` first wipes its data, ports and logs. */
export function start(instance, { fresh = false } = {}) {
  return withLock(instance.folder, async () => {
    if (fresh) await wipe(instance);
    await startLocked(instance);
  });
}

/** Gets the program of the server, so that no later start has to wait for a download. */
export async function fetch(instance) {
  await instance.service.fetch?.(instance);
}

/** Stops the server; its data and ports are kept for the next start. Does nothing when it does not run. */
export function stop(instance) {
  return withLock(instance.folder, () => stopServer(instance));
}

/** Stops the server, if it runs, and starts it on the same ports and data; `move`: see {@link claimPorts}. */
export function restart(instance, { move = false } = {}) {
  return withLock(instance.folder, async () => {
    await stopServer(instance);
    await startLocked(instance, { move });
  });
}

/** Ends the server by SIGKILL, without waiting for a start or stop under way: crashes do not wait either. */
export function kill(instance) {
  return killServer(instance);
}

/** Takes the server's disk away from it, as one does that is full; `restart` gives it back. */
export function fill(instance) {
  return fillDisk(instance);
}

/** Whether the server runs and has said that it is ready. */
export function isReady(instance) {
  return runningPid(instance) !== undefined && hasReadyLine(instance);
}

async function startLocked(instance, { move } = {}) {
  if (!runningPid(instance)) {
    await claimPorts(instance, { move });
    await fetch(instance);
    await instance.service.prepare?.(instance);
    await launchServer(instance);
  }
  const { startWithinMs } = instance.service;
  await waitFor(() => hasReadyLine(instance) || !runningPid(instance), startWithinMs);
  if (isReady(instance)) return;
  const failure = runningPid(instance) ? `was not ready within ${startWithinMs / 1000} s` : 'ended while starting';
  await stopServer(instance);
  throw new Error(`${instance.id} ${failure}; end of ${logFile(instance)}:\n${tailOfLog(instance, 40)}`);
}

async function wipe(instance) {
  await stopServer(instance);
  rmSync(instance.folder, { recursive: true, force: true });
}

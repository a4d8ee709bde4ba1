import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';

import { fetch, fill, isReady, kill, restart, start, stop } from './lifecycle.mjs';
import { logFile, tailOfLog } from './server-log.mjs';
import { explainSpawnError } from './spawn-error.mjs';

/**
 * What can be done with an instance, by the word on the command line: `action(instance, options)`.
 * Standard output carries only what was asked for, so that a script can read it; the rest goes to standard error.
 */
export const actions = {
  fetch: (instance) => timed(instance, 'is there', () => fetch(instance)),

  async start(instance, { fresh, json }) {
    await timed(instance, 'is ready', () => start(instance, { fresh }));
    printEnvironment(instance, json);
  },

  async restart(instance, { move, json }) {
    await timed(instance, 'is ready', () => restart(instance, { move }));
    printEnvironment(instance, json);
  },

  stop: (instance) => timed(instance, 'is stopped', () => stop(instance)),

  kill: (instance) => timed(instance, 'is killed', () => kill(instance)),

  fill: (instance) => timed(instance, 'has a full disk', () => fill(instance)),

  ready(instance) {
    const ready = isReady(instance);
    console.log(`${instance.id} is ${ready ? 'ready' : 'not ready'}`);
    if (!ready) process.exitCode = 1;
  },

  env: (instance, { json }) => printEnvironment(instance, json),

  logs(instance) {
    requireStarted(instance);
    console.error(logFile(instance));
    console.log(tailOfLog(instance, 100));
  },

  async client(instance, { clientArgs }) {
    requireStarted(instance);
    const { file, args, env } = instance.service.clientCommand(instance, clientArgs);
    const client = spawn(file, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    [process.exitCode] = await once(client, 'close').catch(explainSpawnError);
  },
};

function printEnvironment(instance, json) {
  requireStarted(instance);
  const environment = instance.service.environment(instance);
  if (json) console.log(JSON.stringify(environment));
  else for (const [name, value] of Object.entries(environment)) console.log(`${name}=${quote(value)}`);
}

/** Quotes a value, as a path with a space, for shells and .env files alike. */
function quote(value) {
  return /^[\w./:@+-]*$/.test(value) ? value : `'${value}'`;
}

function requireStarted({ id, folder }) {
  if (!existsSync(folder)) throw new Error(`${id} was never started: node services/run.mjs ${id} start`);
}

async function timed(instance, outcome, work) {
  const startedAt = performance.now();
  await work();
  console.error(`${instance.id} ${outcome} after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

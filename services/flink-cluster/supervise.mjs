// Runs the processes of a plan (flink-cluster.mjs) and starts each again that ends, as a cluster's manager does.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RESTART_AFTER_MS = 1_000;
const LOOK_EVERY_MS = 200;

const { folder, processes, taskManagers, overview, jobServer } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const running = new Set();
let stopping = false;

function launch(name) {
  const { file, args } = processes[name];
  const output = openSync(join(folder, `${name}.log`), 'a');
  // The kernel ends it with this process, however that ends.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', file, ...args], { stdio: ['ignore', output, output] });
  closeSync(output);
  running.add(child);
  child.once('error', (error) => fail(error));
  child.once('spawn', () => {
    writeFileSync(join(folder, `${name}.pid`), `${child.pid}`);
    console.log(`${name} is process ${child.pid}`);
  });
  child.once('exit', (code, signal) => {
    running.delete(child);
    console.log(`${name} ended by ${signal ?? `code ${code}`}`);
    if (stopping) endWhenAlone();
    else setTimeout(() => stopping || launch(name), RESTART_AFTER_MS);
  });
}

function fail(error) {
  console.error(error.message);
  process.exit(1);
}

function endWhenAlone() {
  if (running.size === 0) process.exit(0);
}

async function isComplete() {
  const log = join(folder, `${jobServer.name}.log`);
  if (!existsSync(log) || !readFileSync(log, 'utf8').includes(jobServer.readyLine)) return false;
  try {
    const response = await fetch(overview);
    return response.ok && (await response.json()).taskmanagers === taskManagers;
  } catch (error) {
    if (error.cause?.code === 'ECONNREFUSED') return false; // it starts
    throw error;
  }
}

process.once('SIGTERM', () => {
  stopping = true;
  for (const child of running) child.kill('SIGTERM');
  endWhenAlone();
});
for (const name of Object.keys(processes)) {
  writeFileSync(join(folder, `${name}.log`), '');
  launch(name);
}
while (!(await isComplete())) await sleep(LOOK_EVERY_MS);
console.log('the cluster is ready');

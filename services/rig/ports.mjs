import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { stateFolder } from './folders.mjs';

// Below the range of outgoing connections (32768 and up on Linux): a client that reconnects to a stopped server in
// that range can be given the server's own port as its local one, and then talks to itself.
const FIRST_PORT = 20_000;
const PORT_COUNT = 10_000;

/** The ports of the instance in `folder`, by name; empty before its first start. */
export function rememberedPorts(folder) {
  const file = join(folder, 'ports.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * Chooses the instance's ports at its first start and keeps them for every later one, so that a restarted server is
 * found where its clients left it. `move` chooses those anew that clients look up instead of being told.
 * Throws when a kept port was taken by another process in the meantime.
 */
export async function claimPorts(instance, { move = false } = {}) {
  const { id, folder, service, ports: kept } = instance;
  if (move) for (const name of service.movablePortNames ?? []) delete kept[name];
  const ports = {};
  for (const name of service.portNames) {
    ports[name] = kept[name] ?? (await choosePort(Object.values({ ...kept, ...ports })));
    if (await isFree(ports[name])) continue;
    throw new Error(
      `port ${ports[name]} of ${id} is taken by another process; "start --fresh" chooses new ports (and wipes the data)`,
    );
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ports.json'), JSON.stringify(ports));
}

async function choosePort(own) {
  const taken = new Set([...own, ...portsOfAllInstances()]);
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
}

function portsOfAllInstances() {
  if (!existsSync(stateFolder)) return [];
  return readdirSync(stateFolder).flatMap((entry) => Object.values(rememberedPorts(join(stateFolder, entry))));
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

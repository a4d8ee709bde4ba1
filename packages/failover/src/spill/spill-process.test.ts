import { systemClock, type DeadLetter, type DeadLetterStore } from '@weir/core';
import { MemoryLogger, sampleLetter, sampleLetters } from '@weir/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { FileStore } from '../stores/file/file-store.js';
import { SpillingStore } from './spilling-store.js';

const packageFolder = resolve(__dirname, '../..');

/** Another process uses the built package, so it is built first. */
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', packageFolder]);
}, 300_000);

/** A store that is down while a file is where its folder should be. Prints what happened, one line each. */
const script = `
  const [, dist, root, sample, first, last, largeNumber] = process.argv;
  const { systemClock } = require('@weir/core');
  const { FileStore } = require(dist + '/stores/file/file-store.js');
  const { SpillingStore } = require(dist + '/spill/spilling-store.js');
  const clock = systemClock;
  const server = new FileStore({ directory: root + '/server/record', maxFileBytes: 2 ** 26, clock });
  const append = server.append.bind(server);
  server.append = async (letters) => {
    await append(letters);
    console.log('server ' + letters.length);
  };
  const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: console.error };
  const store = new SpillingStore({ store: server, directory: root + '/spill', maxBytes: 2 ** 28, clock, logger });
  (async () => {
    for (let number = Number(first); number < Number(last); number++) {
      const body = 'x'.repeat(number === Number(largeNumber) ? 300_000 : 100);
      const letter = { ...JSON.parse(sample), id: 'letter-' + String(number).padStart(6, '0'), lastAt: number, body };
      try {
        await store.append([letter]);
        console.log(letter.id);
      } catch (error) {
        console.log(error.code);
      }
    }
    console.log('appended');
  })();
`;

let root: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-spill-process-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true });
});

function startAppending(range: readonly number[], shell?: string) {
  const args = ['-e', script, join(packageFolder, 'dist'), root, JSON.stringify(sampleLetter(0)), ...range.map(String)];
  const [command, ...words] = (shell === undefined ? [process.execPath] : ['sh', '-c', shell, process.execPath]) as [
    string,
    ...string[],
  ];
  const child = spawn(command, [...words, ...args], { cwd: packageFolder, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }), exited: once(child, 'exit') };
}

function openServer(): FileStore {
  return new FileStore({ directory: join(root, 'server', 'record'), maxFileBytes: 1_000_000, clock: systemClock });
}

async function readNumbers(store: DeadLetterStore): Promise<number[]> {
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read()) letters.push(letter);
  return letters.map(({ lastAt }) => lastAt);
}

/** What the next start finds: everything gets into the store. */
async function recover(): Promise<number[]> {
  const logger = new MemoryLogger();
  const directory = join(root, 'spill');
  const store = new SpillingStore({ store: openServer(), directory, maxBytes: 2 ** 28, clock: systemClock, logger });
  // It drains the spill first, for as long as that takes; the end would do so for some seconds only.
  await store.purge({ olderThan: 0 });
  await store.close();
  expect((await readdir(directory)).filter((name) => name.endsWith('.jsonl'))).toEqual([]);
  return readNumbers(openServer());
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

const blockServer = () => writeFile(join(root, 'server'), 'in the way');
const repairServer = () => rm(join(root, 'server'));

it('has every letter that was acknowledged when the process was killed while it spilled', async () => {
  await blockServer();
  const { child, lines, exited } = startAppending([0, Infinity]);
  let acknowledged = 0;
  for await (const line of lines) {
    if (!line.startsWith('letter-')) continue;
    acknowledged++;
    if (acknowledged === 200) child.kill('SIGKILL');
  }
  await exited;
  await repairServer();
  const recovered = await recover();
  expect(acknowledged).toBeGreaterThanOrEqual(200);
  expect(recovered.slice(0, acknowledged)).toEqual(numbers(0, acknowledged));
}, 60_000);

it('has every letter in the store, in order and read once, when processes were killed while they drained', async () => {
  const letters = sampleLetters(0, 20_000).map((letter, number) => ({ ...letter, lastAt: number }));
  await blockServer();
  const before = new SpillingStore({
    store: openServer(),
    directory: join(root, 'spill'),
    maxBytes: 2 ** 28,
    clock: systemClock,
    logger: new MemoryLogger(),
  });
  await before.append(letters.slice(0, 10_000));
  await before.append(letters.slice(10_000));
  await before.close();
  await repairServer();
  for (let kill = 1; kill <= 3; kill++) {
    const { child, lines, exited } = startAppending([0, 0]);
    let batches = 0;
    for await (const line of lines) {
      if (!line.startsWith('server')) continue;
      batches++;
      if (batches === 2 * kill) child.kill('SIGKILL');
    }
    await exited;
    expect(child.signalCode).toBe('SIGKILL');
  }
  expect(await recover()).toEqual(numbers(0, 20_000));
}, 60_000);

it('drains what several processes have spilled side by side', async () => {
  await blockServer();
  await Promise.all(
    [0, 1, 2].map(async (index) => {
      const { child, lines, exited } = startAppending([index * 100, index * 100 + 100]);
      for await (const line of lines) if (line === 'appended') child.kill('SIGKILL');
      await exited;
    }),
  );
  await repairServer();
  expect(await recover()).toEqual(numbers(0, 300));
}, 60_000);

it('refuses a letter for which the system has no room, and goes on with the next', async () => {
  await blockServer();
  const { child, lines, exited } = startAppending([0, 10, 5], 'ulimit -f 100; exec "$0" "$@"');
  const printed: string[] = [];
  for await (const line of lines) {
    printed.push(line);
    if (line === 'appended') child.kill('SIGKILL');
  }
  await exited;
  expect(printed[5]).toBe('LETTER_SPILL_UNAVAILABLE');
  await repairServer();
  expect(await recover()).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
}, 60_000);

it('leaves whole lines behind in the format of the file store', async () => {
  await blockServer();
  const { child, lines, exited } = startAppending([0, 3]);
  for await (const line of lines) if (line === 'appended') child.kill('SIGKILL');
  await exited;
  const files = await readdir(join(root, 'spill'));
  const texts = await Promise.all(files.map((file) => readFile(join(root, 'spill', file), 'utf8')));
  expect(
    texts
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as DeadLetter).lastAt),
  ).toEqual([0, 1, 2]);
  await repairServer();
}, 60_000);

import { systemClock, type DeadLetter } from '@weir/core';
import { sampleLetter } from '@weir/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { FileStore } from './file-store.js';

const packageFolder = resolve(__dirname, '../../..');

/** Another process uses the built package, so it is built first. */
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', packageFolder]);
}, 300_000);

/** Appends letters one at a time, from `first` to `last`, and prints the id of each once it is acknowledged. */
const appendScript = `
  const [, builtPackage, path, sample, first, last, largeNumber] = process.argv;
  const { openStore } = require(builtPackage);
  const store = openStore({ table: 'record', storage: 'file', secretHeaders: [], ignoredKeys: [],
    options: { 'file.path': path, 'file.maxFileBytes': 2 ** 26 } });
  (async () => {
    for (let number = Number(first); number < Number(last); number++) {
      const body = 'x'.repeat(number === Number(largeNumber) ? 300_000 : 100);
      const letter = { ...JSON.parse(sample), id: 'letter-' + number, lastAt: number, body };
      try {
        await store.append([letter]);
        console.log(letter.id);
      } catch (error) {
        console.log(error.code + ' ' + error.details.cause);
      }
    }
    await store.close();
  })();
`;

let root: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-file-store-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true });
});

function startAppending(range: readonly number[], shell?: string) {
  const args = [
    '-e',
    appendScript,
    join(packageFolder, 'dist/index.js'),
    root,
    JSON.stringify(sampleLetter(0)),
    ...range.map(String),
  ];
  const child =
    shell === undefined
      ? spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      : spawn('sh', ['-c', shell, process.execPath, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

async function readBack(): Promise<DeadLetter[]> {
  const store = new FileStore({ directory: join(root, 'record'), maxFileBytes: 1, clock: systemClock });
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read()) letters.push(letter);
  await store.close();
  return letters;
}

it('has every letter that was acknowledged when the process was killed', async () => {
  const { child, lines } = startAppending([0, Infinity]);
  const exited = once(child, 'exit');
  const acknowledged: string[] = [];
  for await (const id of lines) {
    acknowledged.push(id);
    if (acknowledged.length === 200) child.kill('SIGKILL');
  }
  await exited;
  const ids = (await readBack()).map(({ id }) => id);
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  expect(ids.slice(0, acknowledged.length)).toEqual(acknowledged);
}, 60_000);

it('has the letters of several processes that write at the same time', async () => {
  const exits = [0, 1, 2].map((index) => once(startAppending([index * 100, index * 100 + 100]).child, 'exit'));
  await Promise.all(exits);
  expect((await readBack()).map(({ lastAt }) => lastAt)).toEqual(Array.from({ length: 300 }, (_, number) => number));
}, 60_000);

it('goes on after a letter for which the system had no room, and keeps its half line away', async () => {
  const { lines } = startAppending([0, 10, 5], 'ulimit -f 100; exec "$0" "$@"');
  const printed: string[] = [];
  for await (const line of lines) printed.push(line);
  expect(printed[5]).toBe('LETTER_STORE_UNAVAILABLE EFBIG');
  expect((await readBack()).map(({ lastAt }) => lastAt)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
}, 60_000);

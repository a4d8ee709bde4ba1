import { Parameters } from '@weir/core';
import { sampleLetter } from '@weir/testing';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { ServiceInstance } from '../../../../../services/service-instance.js';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';

const packageFolder = resolve(__dirname, '../../..');
const prefix = 'http.sink.failover';

/** Another process uses the built package, so it is built first. */
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [require.resolve('typescript/bin/tsc'), '-b', packageFolder]);
}, 300_000);

/** Appends letters, three at a time, from `first` to `last`, and prints their ids once they are acknowledged. */
const appendScript = `
  const [, builtPackage, values, sample, first, last] = process.argv;
  const { Parameters } = require('@weir/core');
  const { openStore, resolveFailover } = require(builtPackage);
  const store = openStore(resolveFailover(Parameters.of(JSON.parse(values)).entries(), '${prefix}'));
  (async () => {
    for (let number = Number(first); number < Number(last); number += 3) {
      const letters = [0, 1, 2].map((add) => ({ ...JSON.parse(sample), id: 'letter-' + (number + add), lastAt: number }));
      await store.append(letters);
      console.log(letters.map(({ id }) => id).join(' '));
    }
    await store.close();
  })();
`;

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function startAppending(values: object, first: number, last: number) {
  const args = [join(packageFolder, 'dist/index.js'), JSON.stringify(values), JSON.stringify(sampleLetter(0))];
  const child = spawn(process.execPath, ['-e', appendScript, ...args, String(first), String(last)], {
    cwd: packageFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout }) };
}

it('has what every process was acknowledged, also one that was killed, and can be read', async () => {
  const { WEIR_HDFS_WEBHDFS, WEIR_HDFS_USER, WEIR_HDFS_PATH } = await new ServiceInstance('hdfs').start();
  const values = {
    storage: 'hdfs',
    'hdfs.namenode': WEIR_HDFS_WEBHDFS ?? '',
    'hdfs.user': WEIR_HDFS_USER ?? '',
    'hdfs.path': `${WEIR_HDFS_PATH ?? ''}/${randomBytes(6).toString('hex')}`,
  };
  const others = [1000, 2000].map((first) => startAppending(values, first, first + 30));
  const exits = others.map(({ child }) => once(child, 'exit'));
  const killed = startAppending(values, 10_000, 1_000_000);
  const acknowledged: string[] = [];
  for await (const line of killed.lines) {
    acknowledged.push(...line.split(' '));
    if (acknowledged.length === 30) killed.child.kill('SIGKILL');
  }
  expect(await Promise.all(exits)).toEqual([
    [0, null],
    [0, null],
  ]);
  const store = openStore(resolveFailover(Parameters.of(values).entries(), prefix));
  const ids = new Set<string>();
  for await (const { letter } of store.read()) ids.add(letter.id);
  await store.close();
  const expected = [1000, 2000].flatMap((first) => Array.from({ length: 30 }, (_, index) => `letter-${first + index}`));
  expect([...expected, ...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
  expect(ids.size % 3).toBe(0);
}, 120_000);

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWeirError } from '@weir/core';
import { JobLock } from './job-lock.js';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-lock-'));
  path = join(directory, 'lock');
});

afterEach(() => rmSync(directory, { recursive: true }));

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

function holder(): Holder {
  return JSON.parse(readFileSync(path, 'utf8')) as Holder;
}

/** The pid of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** Takes as many locks at once, and gives what became of each. */
async function takeAtOnce(count: number): Promise<PromiseSettledResult<void>[]> {
  const locks = Array.from({ length: count }, () => new JobLock(directory));
  return Promise.allSettled(locks.map((lock) => lock.acquire()));
}

function expectOneOwner(outcomes: readonly PromiseSettledResult<void>[]): void {
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(outcomes.length - refusals.length).toBe(1);
  expect(refusals.map((error) => (isWeirError(error) ? error.code : error))).toEqual(
    refusals.map(() => 'CHECKPOINT_LOCKED'),
  );
  expect(readdirSync(directory)).toEqual(['lock']);
}

test('a lock is one file, which goes when it is released', async () => {
  const lock = new JobLock(directory);
  await lock.acquire();
  expect(readdirSync(directory)).toEqual(['lock']);
  expect(holder().pid).toBe(process.pid);
  await lock.release();
  await lock.release();
  expect(readdirSync(directory)).toEqual([]);
});

test("a dead process's lock is taken over at once", async () => {
  writeFileSync(path, JSON.stringify({ pid: deadPid(), startedAt: '1' }));
  await new JobLock(directory).acquire();
  expect(holder().pid).toBe(process.pid);
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('a lock that a power failure cut short is taken over', async () => {
  writeFileSync(path, '');
  await new JobLock(directory).acquire();
  expect(holder().pid).toBe(process.pid);
});

test('a takeover that was itself killed on the way does not hold the job up', async () => {
  const dead = JSON.stringify({ pid: deadPid(), startedAt: '1' });
  writeFileSync(path, dead);
  writeFileSync(`${path}.takeover`, dead);
  await new JobLock(directory).acquire();
  expect(holder().pid).toBe(process.pid);
  expect(readdirSync(directory)).toEqual(['lock']);
});

describe('another live process', () => {
  let other: ChildProcess;

  beforeEach(async () => {
    other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await once(other, 'spawn');
  });

  afterEach(async () => {
    if (other.exitCode === null && other.signalCode === null) {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
  });

  function startTime(pid: number): string {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  }

  test('is never robbed of its lock, and is named', async () => {
    const content = JSON.stringify({ pid: other.pid, startedAt: '' });
    writeFileSync(path, content);
    await expect(new JobLock(directory).acquire()).rejects.toMatchObject({
      code: 'CHECKPOINT_LOCKED',
      message: expect.stringContaining(`Process ${other.pid} runs this job already: it holds ${path}.`) as string,
      details: { pid: other.pid },
    });
    expect(readFileSync(path, 'utf8')).toBe(content);
    expect(readdirSync(directory)).toEqual(['lock']);
  });

  test('is known by its start time, so that one that got the pid of a dead holder is no holder', async () => {
    const pid = other.pid ?? 0;
    writeFileSync(path, JSON.stringify({ pid, startedAt: startTime(pid) }));
    await expect(new JobLock(directory).acquire()).rejects.toMatchObject({ code: 'CHECKPOINT_LOCKED' });
    writeFileSync(path, JSON.stringify({ pid, startedAt: String(Number(startTime(pid)) - 1) }));
    await new JobLock(directory).acquire();
    expect(holder().pid).toBe(process.pid);
  });
});

test('of many takers at once one gets a free lock, and the others are told', async () => {
  expectOneOwner(await takeAtOnce(20));
});

test("of many takers at once one gets a dead process's lock, and the others are told", async () => {
  const dead = JSON.stringify({ pid: deadPid(), startedAt: '1' });
  for (let round = 0; round < 20; round++) {
    writeFileSync(path, dead);
    expectOneOwner(await takeAtOnce(10));
  }
});

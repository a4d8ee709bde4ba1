import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryLogger } from '@weir/testing';
import type { Checkpoint } from './checkpoint.js';
import { FileStorage, readCheckpointFile } from './file-storage.js';

const root = mkdtempSync(join(tmpdir(), 'weir-checkpoints-'));
const logger = new MemoryLogger();
let directory: string;
let storage: FileStorage;
let tests = 0;

beforeEach(async () => {
  directory = join(root, String(tests++), 'job');
  storage = new FileStorage({ directory, retained: 3, logger });
  await storage.open();
});

afterEach(() => storage.close());
afterAll(() => rmSync(root, { recursive: true }));

function checkpoint(id: number): Checkpoint {
  return { version: 1, job: 'orders', id, at: 0, nodes: {} };
}

async function saveAll(...ids: readonly number[]): Promise<void> {
  for (const id of ids) await storage.save(checkpoint(id));
}

function fileOf(id: number): string {
  return join(directory, `checkpoint-${String(id).padStart(12, '0')}.json`);
}

/** Flips a bit in the middle of a file. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(path, bytes);
}

test('nothing is there at first', async () => {
  expect(await storage.latest()).toBeUndefined();
  expect(await storage.lastId()).toBe(0);
});

test('the newest checkpoints stay, as many as are to be retained, and nobody else can read them', async () => {
  await saveAll(8, 9, 10, 11);
  expect(readdirSync(directory).sort()).toEqual([
    'checkpoint-000000000009.json',
    'checkpoint-000000000010.json',
    'checkpoint-000000000011.json',
    'lock',
  ]);
  expect(statSync(fileOf(11)).mode & 0o777).toBe(0o600);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(await storage.latest()).toEqual(checkpoint(11));
});

test('damaged ones are passed over with a warning that names them, and new ones are counted behind them', async () => {
  await saveAll(1, 2, 3);
  damage(fileOf(3));
  writeFileSync(fileOf(2), '');
  expect(await storage.latest()).toEqual(checkpoint(1));
  expect(logger.messages('warn').slice(-2)).toEqual([
    `The checkpoint ${fileOf(3)} is damaged: its content does not match its checksum. Going on from the one before it.`,
    `The checkpoint ${fileOf(2)} is damaged: it does not begin as a checkpoint does. Going on from the one before it.`,
  ]);
  expect(await storage.lastId()).toBe(3);
});

test('when every one is damaged the job is not begun anew in silence', async () => {
  await saveAll(1, 2);
  damage(fileOf(1));
  damage(fileOf(2));
  await expect(storage.latest()).rejects.toMatchObject({ code: 'CHECKPOINT_DAMAGED' });
});

test('one of a newer version is refused and not passed over', async () => {
  await saveAll(1, 2);
  writeFileSync(fileOf(2), readFileSync(fileOf(2), 'utf8').replace(' v1 ', ' v2 '));
  await expect(storage.latest()).rejects.toMatchObject({ code: 'CHECKPOINT_NEWER' });
});

test('what a killed process had begun to write is no checkpoint, and goes with the others', async () => {
  await saveAll(1);
  writeFileSync(`${fileOf(2)}.tmp`, 'weir-checkpoint v1 sha');
  expect(await storage.latest()).toEqual(checkpoint(1));
  expect(await storage.lastId()).toBe(1);
  await storage.clear();
  expect(await storage.latest()).toBeUndefined();
  expect(readdirSync(directory)).toEqual(['lock']);
});

test('a directory without checkpoints is removed at the end, one with some stays without its lock', async () => {
  await saveAll(1);
  await storage.close();
  expect(readdirSync(directory)).toEqual(['checkpoint-000000000001.json']);
  await storage.open();
  await storage.clear();
  await storage.close();
  expect(existsSync(directory)).toBe(false);
  expect(existsSync(join(directory, '..'))).toBe(true);
});

test('a second user of the directory is refused while the first is there, and the first keeps it', async () => {
  const second = new FileStorage({ directory, retained: 3, logger });
  await expect(second.open()).rejects.toMatchObject({ code: 'CHECKPOINT_LOCKED' });
  await storage.close();
  await second.open();
  await second.close();
});

/** Expects that checkpoints cannot be kept at `path`, and that the message says so, with what the system said first. */
async function expectRefused(path: string, reason: string): Promise<void> {
  const refused = new FileStorage({ directory: path, retained: 3, logger });
  await expect(refused.open()).rejects.toMatchObject({
    code: 'CHECKPOINT_STORAGE_UNAVAILABLE',
    message: expect.stringMatching(
      new RegExp(`^Cannot use ${path} for checkpoints: ${reason}.*Make it writable, or set state.checkpoints.dir\\.$`),
    ) as string,
  });
}

test('a path that cannot be a directory is named, with what to do', async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'job')]) await expectRefused(path, 'E');
});

/** Runs `work` as a user without rights: the superuser may write everywhere. */
async function withoutRights(work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test('a directory that must not be written is named, with what to do', async () => {
  const unwritable = join(root, 'unwritable');
  mkdirSync(unwritable, { mode: 0o555 });
  chmodSync(root, 0o755);
  await withoutRights(async () => {
    for (const path of [unwritable, join(unwritable, 'job')]) await expectRefused(path, 'EACCES');
  });
});

test('a directory that vanishes fails the next checkpoint, with a code, and leaves nothing half-written', async () => {
  rmSync(directory, { recursive: true });
  await expect(saveAll(1)).rejects.toMatchObject({ code: 'CHECKPOINT_STORAGE_UNAVAILABLE' });
  await storage.close();
});

test('a checkpoint that --from names and that is not there is named', async () => {
  await expect(readCheckpointFile(fileOf(5))).rejects.toMatchObject({
    code: 'CHECKPOINT_NOT_FOUND',
    message: expect.stringContaining(fileOf(5)) as string,
  });
});

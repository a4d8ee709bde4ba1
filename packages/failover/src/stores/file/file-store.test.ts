import type { DeadLetter } from '@weir/core';
import { sampleLetter, sampleLetters, sampleTime } from '@weir/testing';
import { appendFile, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeLetter } from '../../codec/letter-codec.js';
import { FileStore, type FileStoreOptions } from './file-store.js';
import type { AppendHandle } from './line-writer.js';

let root: string;
let directory: string;
let now: number;
const stores: FileStore[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-file-store-'));
  directory = join(root, 'letters', 'record');
  now = sampleTime;
});

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await rm(root, { recursive: true });
});

function openFileStore(options: Partial<FileStoreOptions> = {}): FileStore {
  const clock = { now: () => now, setTimer: () => () => undefined };
  const store = new FileStore({ directory, maxFileBytes: 1_000_000, clock, ...options });
  stores.push(store);
  return store;
}

async function readIds(store: FileStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const { letter } of store.read()) ids.push(letter.id);
  return ids;
}

async function readUntilError(store: FileStore) {
  const ids: string[] = [];
  try {
    for await (const { letter } of store.read()) ids.push(letter.id);
    return { ids, error: undefined };
  } catch (error) {
    return { ids, error };
  }
}

function idsOf(letters: readonly DeadLetter[]): string[] {
  return letters.map(({ id }) => id);
}

function settle(letters: readonly DeadLetter[]) {
  return letters.map(({ id, lastAt }) => ({ id, lastAt, at: lastAt, outcome: 'delivered' as const }));
}

async function filesOf(kind: string): Promise<string[]> {
  return (await readdir(directory)).filter((name) => name.startsWith(kind)).sort();
}

describe('on the disk', () => {
  it('writes one line of JSON a letter, with the URL in plain text', async () => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 2));
    const [file] = await filesOf('letters');
    const lines = (await readFile(join(directory, file!), 'utf8')).split('\n');
    expect(lines).toEqual([...sampleLetters(0, 2).map(encodeLetter), '']);
    expect(lines[0]).toContain('"url":"http://127.0.0.1:8080/orders?number=0"');
  });

  it('keeps files and folders to the user who runs the job', async () => {
    const store = openFileStore();
    await store.append([sampleLetter(0)]);
    await store.resolve(settle([sampleLetter(0)]));
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await Promise.all((await readdir(directory)).map((name) => modeOf(join(directory, name))))).toEqual([
      '600',
      '600',
    ]);
    expect([await modeOf(directory), await modeOf(join(root, 'letters'))]).toEqual(['700', '700']);
  });

  it('touches nothing before it is used, and nothing to read where nothing is', async () => {
    const store = openFileStore();
    expect(await readIds(store)).toEqual([]);
    await store.append([]);
    expect(await store.purge({ olderThan: Infinity })).toBe(0);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves no file of a probe', async () => {
    await openFileStore().probe();
    expect(await readdir(directory)).toEqual([]);
  });

  it('begins a new file when one is full', async () => {
    const store = openFileStore({ maxFileBytes: 2 * Buffer.byteLength(encodeLetter(sampleLetter(0))) });
    for (const letter of sampleLetters(0, 6)) await store.append([letter]);
    expect(await filesOf('letters')).toHaveLength(3);
    expect(await readIds(store)).toEqual(idsOf(sampleLetters(0, 6)));
  });

  it('begins a new file on a new day, named after it', async () => {
    const store = openFileStore();
    await store.append([sampleLetter(0)]);
    now += 24 * 60 * 60 * 1000;
    await store.append([sampleLetter(1)]);
    const files = await filesOf('letters');
    expect(files.map((name) => name.slice(0, 'letters-20240501'.length))).toEqual([
      'letters-20240501',
      'letters-20240502',
    ]);
  });

  it('never writes to the file of another instance', async () => {
    const [one, other] = [openFileStore(), openFileStore()];
    await one.append([sampleLetter(0)]);
    await other.append([sampleLetter(1)]);
    await one.append([sampleLetter(2)]);
    expect(await filesOf('letters')).toHaveLength(2);
  });

  it('syncs once for all who wait at the same time', async () => {
    let syncs = 0;
    const create = async (path: string): Promise<AppendHandle> => {
      const file = await open(path, 'wx');
      return handleOver(file, {
        datasync: () => {
          syncs++;
          return file.datasync();
        },
      });
    };
    const store = openFileStore({ create });
    await Promise.all(sampleLetters(0, 500).map((letter) => store.append([letter])));
    expect(syncs).toBe(1);
  });

  it('goes on in a new folder when somebody moves or removes the old one', async () => {
    const store = openFileStore();
    await store.append([sampleLetter(0)]);
    await rename(directory, `${directory}-old`);
    await store.append([sampleLetter(1)]);
    expect(await readIds(store)).toEqual([sampleLetter(1).id]);
  });
});

/** A real file with some calls replaced. */
function handleOver(file: Awaited<ReturnType<typeof open>>, calls: Partial<AppendHandle>): AppendHandle {
  return {
    write: (bytes, offset, length, position) => file.write(bytes, offset, length, position),
    datasync: () => file.datasync(),
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
    ...calls,
  };
}

describe('when the disk fails', () => {
  const diskFull = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

  /** Files that fail once, when `broken` says so. */
  function breakable() {
    const state = { writes: false, syncs: false, truncates: false };
    const create = async (path: string): Promise<AppendHandle> => {
      const file = await open(path, 'wx');
      return handleOver(file, {
        write: async (bytes, offset, length, position) => {
          if (!state.writes) return file.write(bytes, offset, length, position);
          await file.write(bytes, offset, length / 2, position);
          throw diskFull;
        },
        datasync: () => (state.syncs ? Promise.reject(new Error('EIO: i/o error, fdatasync')) : file.datasync()),
        truncate: (size) =>
          state.truncates ? Promise.reject(new Error('EIO: i/o error, ftruncate')) : file.truncate(size),
      });
    };
    return { state, create };
  }

  it('refuses the letters, names the folder and what to do, and cuts the half line off', async () => {
    const { state, create } = breakable();
    const store = openFileStore({ create });
    await store.append([sampleLetter(0)]);
    state.writes = true;
    await expect(store.append([sampleLetter(1)])).rejects.toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: `The dead letters in ${directory} cannot be written: ENOSPC: no space left on device, write. Free some space.`,
      details: { path: directory, cause: 'ENOSPC' },
    });
    state.writes = false;
    await store.append([sampleLetter(2)]);
    expect(await readIds(store)).toEqual(idsOf([sampleLetter(0), sampleLetter(2)]));
    for (const file of await filesOf('letters')) {
      expect(await readFile(join(directory, file), 'utf8')).toMatch(/\}\n$/);
    }
  });

  it('leaves no empty file behind for each try', async () => {
    const { state, create } = breakable();
    const store = openFileStore({ create });
    state.writes = true;
    for (const letter of sampleLetters(0, 3)) await expect(store.append([letter])).rejects.toThrow('ENOSPC');
    expect(await filesOf('letters')).toEqual([]);
  });

  it('does not trust a file whose sync failed', async () => {
    const { state, create } = breakable();
    const store = openFileStore({ create });
    await store.append([sampleLetter(0)]);
    state.syncs = true;
    await expect(store.append([sampleLetter(1)])).rejects.toThrow('EIO: i/o error, fdatasync');
    state.syncs = false;
    await store.append([sampleLetter(1)]);
    expect(await filesOf('letters')).toHaveLength(2);
    expect(await readIds(store)).toEqual(idsOf(sampleLetters(0, 2)));
  });

  it('keeps a half line that cannot be cut off away from later letters', async () => {
    const { state, create } = breakable();
    const store = openFileStore({ create });
    await store.append([sampleLetter(0)]);
    Object.assign(state, { writes: true, truncates: true });
    await expect(store.append([sampleLetter(1)])).rejects.toThrow(/ENOSPC.*; EIO: i\/o error, ftruncate/);
    Object.assign(state, { writes: false, truncates: false });
    await store.append([sampleLetter(1)]);
    expect(await readIds(store)).toEqual(idsOf(sampleLetters(0, 2)));
  });

  // Other systems have no such device.
  const onLinux = process.platform === 'linux' ? it : it.failing;
  onLinux('says so when the device itself is full', async () => {
    const store = openFileStore({ create: () => open('/dev/full', 'r+') });
    await expect(store.append([sampleLetter(0)])).rejects.toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringContaining('ENOSPC: no space left on device') as string,
    });
  });
});

describe('when the place is unusable', () => {
  it.each(['append', 'read', 'resolve', 'probe', 'purge'] as const)(
    'refuses %s where a file stands in the way, naming the path and the remedy',
    async (call) => {
      await writeFile(join(root, 'letters'), 'in the way');
      const store = openFileStore();
      const calls = {
        append: () => store.append([sampleLetter(0)]),
        read: () => readIds(store),
        resolve: () => store.resolve(settle([sampleLetter(0)])),
        probe: () => store.probe(),
        purge: () => store.purge({ olderThan: 0 }),
      };
      await expect(calls[call]()).rejects.toMatchObject({
        code: 'LETTER_STORE_UNAVAILABLE',
        message: expect.stringMatching(/letters\/record cannot be .*A file is where a folder is needed/) as string,
        details: { path: directory },
      });
    },
  );

  it('works once the obstacle is gone, without being opened again', async () => {
    await writeFile(join(root, 'letters'), 'in the way');
    const store = openFileStore();
    await expect(store.append([sampleLetter(0)])).rejects.toThrow();
    await rm(join(root, 'letters'));
    await store.append([sampleLetter(0)]);
    expect(await readIds(store)).toEqual([sampleLetter(0).id]);
  });
});

describe('damaged files', () => {
  it('takes a torn last line for never written, wherever the crash cut it', async () => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 3));
    await store.close();
    const [file] = await filesOf('letters');
    const whole = await readFile(join(directory, file!));
    const lastLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (const cut of [lastLine, lastLine + 1, lastLine + 40, whole.length - 1]) {
      await writeFile(join(directory, file!), whole.subarray(0, cut));
      expect(await readIds(openFileStore())).toEqual(idsOf(sampleLetters(0, 2)));
    }
  });

  it.each([
    ['no JSON', Buffer.from('{"v":1,"id"\n'), /Expected|JSON/],
    ['an empty line', Buffer.from('\n'), /JSON/],
    [
      'bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"v":1,"id":"'), Buffer.of(0xff), Buffer.from('"}\n')]),
      /utf-8/,
    ],
    ['a newer format', Buffer.from('{"v":7}\n'), /version 7/],
  ])('gives the readable letters and then an error with file and line: %s', async (_, line, problem) => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 2));
    const [file] = await filesOf('letters');
    const path = join(directory, file!);
    await store.close();
    await appendFile(path, line);
    await appendFile(path, `${encodeLetter(sampleLetter(2))}\n`);
    const { ids, error } = await readUntilError(openFileStore());
    expect(ids).toEqual(idsOf(sampleLetters(0, 3)));
    expect(error).toMatchObject({
      code: 'LETTER_STORE_CORRUPT',
      message: expect.stringContaining(`${path}:3: `) as string,
    });
    expect(error).toMatchObject({ message: expect.stringMatching(problem) as string });
  });

  it('names a few of many unreadable lines, and how many there are', async () => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 1));
    const [file] = await filesOf('letters');
    await appendFile(join(directory, file!), 'x\n'.repeat(40));
    const { error } = await readUntilError(openFileStore());
    expect(error).toMatchObject({
      details: { count: 40 },
      message: expect.stringMatching(/^40 lines .*35 more/) as string,
    });
  });

  it('reports an unreadable resolution, since its letter would be sent again', async () => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 2));
    await store.resolve(settle(sampleLetters(0, 1)));
    const [file] = await filesOf('resolved');
    await appendFile(join(directory, file!), 'garbage\n');
    const { ids, error } = await readUntilError(openFileStore());
    expect(ids).toEqual([sampleLetter(1).id]);
    expect(error).toMatchObject({ message: expect.stringContaining(`${file!}:2: This is no resolution`) as string });
  });

  it('purges nothing while there are lines that it cannot read', async () => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 2));
    await store.resolve(settle(sampleLetters(0, 1)));
    const [file] = await filesOf('letters');
    await appendFile(join(directory, file!), 'garbage\n');
    const before = await readFile(join(directory, file!));
    await expect(store.purge({ olderThan: Infinity })).rejects.toMatchObject({ code: 'LETTER_STORE_CORRUPT' });
    expect(await readFile(join(directory, file!))).toEqual(before);
  });

  it('leaves files that are not its own alone', async () => {
    const store = openFileStore();
    await store.append(sampleLetters(0, 1));
    await writeFile(join(directory, 'notes.txt'), 'mine');
    await writeFile(join(directory, 'letters.jsonl.bak'), 'mine');
    expect(await readIds(store)).toEqual([sampleLetter(0).id]);
    await store.purge({ olderThan: Infinity, open: true });
    expect((await readdir(directory)).sort()).toEqual(['letters.jsonl.bak', 'notes.txt']);
  });
});

describe('purging', () => {
  it('removes files of which nothing is left, resolutions included', async () => {
    const store = openFileStore({ maxFileBytes: 1 });
    for (const letter of sampleLetters(0, 4)) await store.append([letter]);
    await store.resolve(settle(sampleLetters(0, 3)));
    expect(await store.purge({ olderThan: Infinity })).toBe(3);
    expect([(await filesOf('letters')).length, await filesOf('resolved')]).toEqual([1, []]);
  });

  it('keeps a resolution for as long as its letter is there', async () => {
    const store = openFileStore();
    await store.append([sampleLetter(5)]);
    await store.resolve([{ id: sampleLetter(5).id, lastAt: sampleLetter(5).lastAt, at: 1, outcome: 'delivered' }]);
    expect(await store.purge({ olderThan: sampleLetter(5).lastAt })).toBe(0);
    expect(await readIds(store)).toEqual([]);
  });

  it('does not lose what a writer appends to a file that a purge takes over', async () => {
    const [writer, purger] = [openFileStore(), openFileStore()];
    await writer.append(sampleLetters(0, 2));
    await purger.resolve(settle(sampleLetters(0, 1)));
    expect(await purger.purge({ olderThan: Infinity })).toBe(1);
    await writer.append([sampleLetter(2)]);
    expect(await readIds(openFileStore())).toEqual(idsOf(sampleLetters(1, 3)));
  });

  it('lets a read go on that began before', async () => {
    const store = openFileStore({ maxFileBytes: 20_000 });
    const letters = sampleLetters(0, 1000);
    for (let from = 0; from < 1000; from += 50) await store.append(letters.slice(from, from + 50));
    const ids: string[] = [];
    for await (const { letter } of store.read()) {
      ids.push(letter.id);
      if (ids.length !== 100) continue;
      await store.resolve(settle(letters.filter((_, index) => index % 2 === 0)));
      expect(await store.purge({ olderThan: Infinity })).toBe(500);
    }
    const odd = idsOf(letters.filter((_, index) => index % 2 === 1));
    expect(ids).toEqual(expect.arrayContaining(odd));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('may be done by two at the same time', async () => {
    const instances = [openFileStore(), openFileStore()];
    const letters = sampleLetters(0, 300);
    for (let from = 0; from < 300; from += 30) {
      await Promise.all(
        instances.map((store, index) => store.append(letters.slice(from + 15 * index, from + 15 * index + 15))),
      );
    }
    await instances[0]!.resolve(settle(letters.slice(0, 290)));
    await Promise.all(instances.map((store) => store.purge({ olderThan: Infinity })));
    expect(await readIds(openFileStore())).toEqual(idsOf(letters.slice(290)));
  });
});

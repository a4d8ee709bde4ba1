import { isWeirError, WeirError, type DeadLetter, type DeadLetterStore, type LetterQuery } from '@weir/core';
import { describeDeadLetterStore, ManualClock, MemoryLogger, sampleLetter, sampleLetters } from '@weir/testing';
import { EventEmitter, once } from 'node:events';
import { appendFile, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '../stores/file/file-store.js';
import { SpillingStore, type SpillingStoreOptions } from './spilling-store.js';
import { withSpill } from './with-spill.js';

/** They sync much, and the disk may be busy. */
jest.setTimeout(60_000);

let root: string;
let directory: string;
let clock: ManualClock;
const opened: DeadLetterStore[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-spill-'));
  directory = join(root, 'spill');
  clock = new ManualClock(sampleLetter(0).lastAt);
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(root, { recursive: true });
});

const outage = new WeirError('LETTER_STORE_UNAVAILABLE', 'Connection refused. Start the server.');

/** A real store with the faults of a server: it does not answer, or finds a letter too large. */
class FaultyStore implements DeadLetterStore {
  readonly description = 'a store with faults';
  /** Ids of what was acknowledged, in order. */
  readonly takenIds: string[] = [];
  /** What every call is refused with. */
  failure: Error | undefined;
  /** Letters with a longer body are refused. */
  maxBodyLength = Infinity;
  /** Called before letters are taken; its promise holds them up. */
  beforeAppend: (letters: readonly DeadLetter[]) => unknown = () => undefined;
  calls = 0;
  readonly #store: FileStore;

  constructor(place: string) {
    this.#store = new FileStore({ directory: place, maxFileBytes: 1_000_000, clock });
  }

  async append(letters: readonly DeadLetter[]): Promise<void> {
    this.#failIfDown();
    await this.beforeAppend(letters);
    if (this.failure !== undefined) throw this.failure;
    const large = letters.find(({ body = '' }) => body.length > this.maxBodyLength);
    if (large !== undefined) throw new WeirError('LETTER_TOO_LARGE', `The dead letter ${large.id} is too large.`);
    await this.#store.append(letters);
    this.takenIds.push(...idsOf(letters));
  }

  async resolve(resolutions: Parameters<DeadLetterStore['resolve']>[0]): Promise<void> {
    this.#failIfDown();
    await this.#store.resolve(resolutions);
  }

  async *read(query?: LetterQuery) {
    this.#failIfDown();
    yield* this.#store.read(query);
  }

  async *readChunks(query?: LetterQuery) {
    this.#failIfDown();
    yield* this.#store.readChunks(query);
  }

  async purge(options: Parameters<DeadLetterStore['purge']>[0]): Promise<number> {
    this.#failIfDown();
    return this.#store.purge(options);
  }

  async probe(): Promise<void> {
    this.#failIfDown();
    await this.#store.probe();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #failIfDown(): void {
    this.calls++;
    if (this.failure !== undefined) throw this.failure;
  }
}

/** Remembers what it is told, and lets a test wait for it. */
class AwaitedLogger extends MemoryLogger {
  readonly #events = new EventEmitter();

  override info(message: string): void {
    super.info(message);
    this.#events.emit('message');
  }

  override warn(message: string, fields?: object): void {
    super.warn(message, { ...fields });
    this.#events.emit('message');
  }

  async waitFor(pattern: RegExp, times = 1): Promise<void> {
    while (this.messages().filter((message) => pattern.test(message)).length < times)
      await once(this.#events, 'message');
  }
}

const drained = /^What was in the spill .* is in the store/;

function openSpilling(options: Partial<SpillingStoreOptions> = {}) {
  const server = new FaultyStore(join(root, 'server'));
  const logger = new AwaitedLogger();
  const store = new SpillingStore({ store: server, directory, maxBytes: 10_000_000, clock, logger, ...options });
  opened.push(store);
  return { server, logger, store };
}

function idsOf(letters: readonly DeadLetter[]): string[] {
  return letters.map(({ id }) => id);
}

async function readUntilError(store: DeadLetterStore, query?: LetterQuery) {
  const letters: DeadLetter[] = [];
  try {
    for await (const { letter } of store.read(query)) letters.push(letter);
    return { letters, ids: idsOf(letters), error: undefined };
  } catch (error) {
    return { letters, ids: idsOf(letters), error };
  }
}

async function readIds(store: DeadLetterStore, query?: LetterQuery): Promise<string[]> {
  const { ids, error } = await readUntilError(store, query);
  if (error !== undefined) throw error as Error;
  return ids;
}

function delivered({ id, lastAt }: DeadLetter) {
  return { id, lastAt, at: lastAt, outcome: 'delivered' as const };
}

async function filesOf(folder = directory): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
}

/** Lets the next try take place, and waits until everything is in the store. */
async function recover({ server, logger }: { server: FaultyStore; logger: AwaitedLogger }): Promise<void> {
  const before = logger.messages().filter((message) => drained.test(message)).length;
  server.failure = undefined;
  await clock.waitForTimers();
  clock.advanceBy(30_000);
  await logger.waitFor(drained, before + 1);
}

describeDeadLetterStore('file, behind a spill', async () => {
  const place = await mkdtemp(join(tmpdir(), 'weir-spilling-'));
  const reopen = () => {
    const store = new FileStore({ directory: join(place, 'letters'), maxFileBytes: 100_000, clock });
    const logger = new MemoryLogger();
    return new SpillingStore({ store, directory: join(place, 'spill'), maxBytes: 1_000_000, clock, logger });
  };
  return { store: reopen(), reopen: () => Promise.resolve(reopen()), destroy: () => rm(place, { recursive: true }) };
});

describe('while the store is down', () => {
  it('acknowledges letters that are on the disk, for this user only', async () => {
    const { server, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 3));
    const [file] = await filesOf();
    expect((await readFile(join(directory, file!), 'utf8')).match(/"id":"[^"]*"/g)).toHaveLength(3);
    const modes = await Promise.all([join(directory, file!), directory].map(async (path) => (await stat(path)).mode));
    expect(modes.map((mode) => (mode & 0o777).toString(8))).toEqual(['600', '700']);
  });

  it('does not ask the store for each letter', async () => {
    const { server, store } = openSpilling();
    server.failure = outage;
    for (const letter of sampleLetters(0, 20)) await store.append([letter]);
    expect(server.calls).toBe(1);
  });

  it('says so once, and with every try that fails, less and less often', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 1));
    await store.append(sampleLetters(1, 2));
    expect(logger.messages('warn')).toEqual([
      'The dead-letter store (a store with faults) does not take letters: Connection refused. Start the server. ' +
        'They go to the local spill until it does.',
    ]);
    const delays: number[] = [];
    for (let tries = 1; tries <= 8; tries++) {
      await clock.waitForTimers();
      delays.push(clock.nextTimerAt! - clock.now());
      clock.advanceBy(delays.at(-1)!);
      await logger.waitFor(/cannot be emptied: Connection refused/, tries);
    }
    expect(delays).toEqual([1, 1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 1000));
  });

  it('brings everything to the store in order, each once, when it is back, and then asks it first again', async () => {
    const { server, logger, store } = openSpilling();
    await store.append(sampleLetters(0, 10));
    server.failure = outage;
    for (let from = 10; from < 1210; from += 30) await store.append(sampleLetters(from, from + 30));
    await recover({ server, logger });
    expect(await filesOf()).toEqual([]);
    await store.append(sampleLetters(1210, 1220));
    expect(server.takenIds).toEqual(idsOf(sampleLetters(0, 1220)));
    expect(await readIds(server)).toEqual(idsOf(sampleLetters(0, 1220)));
    expect(await filesOf()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('goes on with the rest when the store fails in the middle of it', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 2000));
    server.beforeAppend = () => {
      if (server.takenIds.length > 900) server.failure = outage;
    };
    server.failure = undefined;
    clock.advanceBy(1000);
    await logger.waitFor(/cannot be emptied/);
    server.beforeAppend = () => undefined;
    await recover({ server, logger });
    expect(await readIds(server)).toEqual(idsOf(sampleLetters(0, 2000)));
    expect(await filesOf()).toEqual([]);
  });

  it.each([
    ['a store that lacks its driver', new WeirError('LETTER_STORE_DRIVER_MISSING', 'npm install mysql2')],
    ['a programming error of the store', new TypeError('undefined is not a function')],
  ])('keeps letters also for %s', async (_, failure) => {
    const { server, logger, store } = openSpilling();
    server.failure = failure;
    await store.append(sampleLetters(0, 2));
    expect(logger.messages('warn')[0]).toContain(failure.message);
    expect((await readUntilError(store)).ids).toEqual(idsOf(sampleLetters(0, 2)));
  });
});

describe('letters in the spill', () => {
  it('are read with those in the store, oldest first, by filter and cursor', async () => {
    const { server, store } = openSpilling();
    await store.append([0, 2, 4, 6].map((number) => sampleLetter(number)));
    server.failure = outage;
    await store.append([5, 3, 1, 7].map((number) => sampleLetter(number)));
    server.failure = undefined;
    expect(await readIds(store)).toEqual(idsOf(sampleLetters(0, 8)));
    expect(await readIds(store, { filter: { since: sampleLetter(2).lastAt, until: sampleLetter(6).lastAt } })).toEqual(
      idsOf(sampleLetters(2, 6)),
    );
    for await (const { letter, cursor } of store.read()) {
      const rest = idsOf(sampleLetters(0, 8)).filter((id) => id > letter.id);
      expect(await readIds(store, { after: cursor })).toEqual(rest);
    }
  });

  it('are read also when the store is not there, before its error', async () => {
    const { server, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 5));
    expect(await readUntilError(store)).toMatchObject({ ids: idsOf(sampleLetters(0, 5)), error: outage });
  });

  it('are read with those of a store of which one cannot be read back, before its error', async () => {
    const { server, store } = openSpilling();
    await store.append([sampleLetter(0), sampleLetter(4)]);
    await appendFile(join(root, 'server', 'letters-20240501-000000000-broken.jsonl'), 'garbage\n');
    server.failure = outage;
    await store.append(sampleLetters(1, 4));
    server.failure = undefined;
    const expected = { ids: idsOf(sampleLetters(0, 5)), error: { code: 'LETTER_STORE_CORRUPT' } };
    expect(await readUntilError(store)).toMatchObject(expected);
  });

  it('are read once, in the newest version, wherever that is', async () => {
    const { server, store } = openSpilling();
    const version = (number: number, seconds: number, detail: string) =>
      sampleLetter(number, { lastAt: sampleLetter(number).lastAt + seconds * 1000, detail });
    await store.append([version(1, 0, 'old'), version(2, 50, 'new'), version(3, 0, 'same')]);
    server.failure = outage;
    await store.append([version(1, 60, 'new'), version(2, 0, 'old'), version(3, 0, 'same')]);
    server.failure = undefined;
    const { letters } = await readUntilError(store);
    expect(letters.map(({ id, detail }) => [id, detail])).toEqual([
      [sampleLetter(3).id, 'same'],
      [sampleLetter(2).id, 'new'],
      [sampleLetter(1).id, 'new'],
    ]);
    expect((await readUntilError(store, { filter: { until: sampleLetter(3).lastAt } })).ids).toEqual([]);
  });

  it('are read to the end although they get into the store meanwhile', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 50));
    server.failure = undefined;
    const ids: string[] = [];
    for await (const { letter } of store.read()) {
      ids.push(letter.id);
      if (ids.length === 10) await recover({ server, logger });
    }
    expect(ids).toEqual(idsOf(sampleLetters(0, 50)));
    expect(await filesOf()).toEqual([]);
  });

  it('can be settled while the store is down, and stay settled there', async () => {
    const { server, logger, store } = openSpilling();
    await store.append(sampleLetters(0, 4));
    server.failure = outage;
    await store.append(sampleLetters(4, 8));
    await store.resolve([1, 5, 6].map((number) => delivered(sampleLetter(number))));
    server.failure = undefined;
    const open = idsOf([0, 2, 3, 4, 7].map((number) => sampleLetter(number)));
    expect(await readIds(store)).toEqual(open);
    await recover({ server, logger });
    expect([await readIds(store), await readIds(server), await filesOf()]).toEqual([open, open, []]);
  });

  it('can be settled when the store is up and they are not there yet', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 4));
    server.failure = undefined;
    const other = openSpilling({ store: server });
    await other.store.resolve([delivered(sampleLetter(1))]);
    const open = idsOf([0, 2, 3].map((number) => sampleLetter(number)));
    expect(await readIds(store)).toEqual(open);
    await recover({ server, logger });
    expect(await readIds(server)).toEqual(open);
  });

  it('do not come back when they fail again after they were settled, but the newer version does', async () => {
    const { server, logger, store } = openSpilling();
    const failedAgain = sampleLetter(1, { lastAt: sampleLetter(9).lastAt });
    server.failure = outage;
    await store.append([sampleLetter(1)]);
    await store.resolve([delivered(sampleLetter(1))]);
    await store.append([failedAgain]);
    await recover({ server, logger });
    expect((await readUntilError(server)).letters).toEqual([failedAgain]);
  });

  it('are not purged while the store is down, and with it when it is back', async () => {
    const { server, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 4));
    await store.resolve([delivered(sampleLetter(0))]);
    await expect(store.purge({ olderThan: Infinity, open: true })).rejects.toBe(outage);
    expect((await readUntilError(store)).ids).toHaveLength(3);
    server.failure = undefined;
    expect(await store.purge({ olderThan: sampleLetter(3).lastAt, open: true })).toBe(2);
    expect(await readIds(store)).toEqual([sampleLetter(3).id]);
  });
});

describe('a letter that is too large for the store', () => {
  const large = sampleLetter(2, { body: 'x'.repeat(500) });
  const letters = [sampleLetter(0), sampleLetter(1), large, sampleLetter(3), sampleLetter(4)];
  const others = idsOf(letters.filter((letter) => letter !== large));

  it('stays open on the disk, is named, and keeps no other out', async () => {
    const { server, logger, store } = openSpilling();
    server.maxBodyLength = 100;
    await store.append(letters);
    expect(server.takenIds).toEqual(others);
    expect(await readIds(store)).toEqual(idsOf(letters));
    expect(logger.messages('warn')).toEqual([
      `The dead letter ${large.id} is too large. It is kept in ${join(directory, 'refused')} and stays open; ` +
        'the next start tries it again.',
    ]);
  });

  it('does not hold up the spill, and is not tried with every drain', async () => {
    const { server, logger, store } = openSpilling();
    server.maxBodyLength = 100;
    server.failure = outage;
    await store.append(letters);
    await recover({ server, logger });
    expect(server.takenIds).toEqual(others);
    server.failure = outage;
    await store.append([sampleLetter(5)]);
    const calls = server.calls;
    await recover({ server, logger });
    expect(server.calls - calls).toBe(1);
    expect(await readIds(store)).toEqual(idsOf([...letters, sampleLetter(5)]));
  });

  it('is tried again at the next start, since the limit may have been raised', async () => {
    const { server, store } = openSpilling();
    server.maxBodyLength = 100;
    await store.append(letters);
    await store.close();
    const next = openSpilling();
    await next.logger.waitFor(drained);
    expect(await readIds(next.server)).toEqual(idsOf(letters));
    expect(await filesOf(join(directory, 'refused'))).toEqual([]);
  });

  it('can be settled, and is gone then', async () => {
    const { server, logger, store } = openSpilling();
    server.maxBodyLength = 100;
    await store.append(letters);
    await store.resolve([delivered(large), delivered(sampleLetter(3))]);
    expect(await readIds(store)).toEqual(idsOf([0, 1, 4].map((number) => sampleLetter(number))));
    await recover({ server, logger });
    expect(await readIds(server)).toEqual(idsOf([0, 1, 4].map((number) => sampleLetter(number))));
    expect(await filesOf(join(directory, 'refused'))).toEqual([]);
  });

  it('can be purged', async () => {
    const { server, store } = openSpilling();
    server.maxBodyLength = 100;
    await store.append(letters);
    expect(await store.purge({ olderThan: sampleLetter(4).lastAt, open: true })).toBe(4);
    expect(await readIds(store)).toEqual([sampleLetter(4).id]);
  });
});

describe('a full spill', () => {
  const lineBytes = 1000;
  const letterOf = (number: number) => sampleLetter(number, { body: 'x'.repeat(lineBytes) });

  it('refuses letters with both reasons, and takes no byte more than it may', async () => {
    const { server, store } = openSpilling({ maxBytes: 20_000 });
    server.failure = outage;
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, number) => store.append([letterOf(number)])),
    );
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(errors.length).toBeGreaterThan(25);
    for (const error of errors) expect(isWeirError(error) && error.code).toBe('LETTER_SPILL_UNAVAILABLE');
    expect(errors[0]).toMatchObject({
      message: expect.stringMatching(
        /Connection refused.*no room for \d+ more bytes: .*maxBytes allows 20000/,
      ) as string,
    });
    const sizes = await Promise.all((await filesOf()).map(async (file) => (await stat(join(directory, file))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000);
    expect((await readUntilError(store)).ids).toHaveLength(results.length - errors.length);
  });

  it('still takes resolutions, which make room', async () => {
    const { server, store } = openSpilling({ maxBytes: 2_000 });
    server.failure = outage;
    await store.append([letterOf(0)]);
    await expect(store.append([letterOf(1)])).rejects.toMatchObject({ code: 'LETTER_SPILL_UNAVAILABLE' });
    await store.resolve([delivered(letterOf(0))]);
    expect((await readUntilError(store)).ids).toEqual([]);
  });

  it('lets letters through as soon as the store takes them, without waiting for the next try', async () => {
    const { server, store } = openSpilling({ maxBytes: 2_000 });
    server.failure = outage;
    await store.append([letterOf(0)]);
    await expect(store.append([letterOf(1)])).rejects.toThrow();
    server.failure = undefined;
    await store.append([letterOf(1)]);
    expect(server.takenIds).toEqual([letterOf(1).id]);
    expect(await readIds(store)).toEqual(idsOf([letterOf(0), letterOf(1)]));
  });

  it('is what failover.spill.maxBytes: 0 makes of every spill', async () => {
    const { server, store } = openSpilling({ maxBytes: 0 });
    server.failure = outage;
    await expect(store.append([letterOf(0)])).rejects.toThrow('Connection refused');
    expect(await readdir(root)).toEqual([]);
  });
});

describe('a disk that fails', () => {
  // Other systems have no such device.
  const onLinux = process.platform === 'linux' ? it : it.failing;
  onLinux('refuses letters when the store is down, and is in nobody’s way when it is up', async () => {
    const { server, store } = openSpilling({ create: () => open('/dev/full', 'r+') });
    server.failure = outage;
    await expect(store.append(sampleLetters(0, 2))).rejects.toMatchObject({
      code: 'LETTER_SPILL_UNAVAILABLE',
      message: expect.stringMatching(/Connection refused.*ENOSPC: no space left.*failover\.spill\.path/) as string,
    });
    await expect(store.resolve([delivered(sampleLetter(0))])).rejects.toMatchObject({
      code: 'LETTER_SPILL_UNAVAILABLE',
    });
    server.failure = undefined;
    await store.append(sampleLetters(0, 2));
    expect(await readIds(store)).toEqual(idsOf(sampleLetters(0, 2)));
  });

  it('is found by a probe, and by an append that needs it', async () => {
    await writeFile(directory, 'a file is in the way');
    const { server, store } = openSpilling();
    await expect(store.probe()).rejects.toMatchObject({ code: 'LETTER_SPILL_UNAVAILABLE' });
    server.failure = outage;
    await expect(store.probe()).rejects.toBe(outage);
    await expect(store.append(sampleLetters(0, 1))).rejects.toThrow(/Connection refused.*(ENOTDIR|EEXIST)/);
    await rm(directory);
    await store.append(sampleLetters(0, 1));
    expect((await readUntilError(store)).ids).toHaveLength(1);
  });

  it('loses no line that cannot be read back, and reads on behind it', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 2));
    await store.close();
    const [file] = await filesOf();
    await appendFile(join(directory, file!), 'garbage\n');
    const next = openSpilling();
    await next.logger.waitFor(drained);
    expect(await readIds(next.server)).toEqual(idsOf(sampleLetters(0, 2)));
    expect(next.logger.messages('error')).toEqual([expect.stringMatching(/letters-.*:3 cannot be read back/)]);
    const [kept] = await filesOf(join(directory, 'refused'));
    expect(await readFile(join(directory, 'refused', kept!), 'utf8')).toBe('garbage\n');
    expect(await readUntilError(next.store)).toMatchObject({
      ids: idsOf(sampleLetters(0, 2)),
      error: { code: 'LETTER_STORE_CORRUPT' },
    });
    expect(logger.messages('error')).toEqual([]);
  });
});

describe('the next start', () => {
  it('takes over what is left and says so, as the end before it did', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 700));
    await store.close();
    expect(logger.messages('warn').at(-1)).toBe(
      `700 dead letters stay in the spill ${directory}. They are open, and the next start takes them over. ` +
        'Connection refused. Start the server.',
    );
    const next = openSpilling();
    await next.logger.waitFor(drained);
    expect(next.logger.messages('warn')).toEqual([
      `700 dead letters of an earlier run, or of another process, are in the spill ${directory}. ` +
        'They go into the store (a store with faults) now.',
    ]);
    expect(next.server.takenIds).toEqual(idsOf(sampleLetters(0, 700)));
    expect(await filesOf()).toEqual([]);
  });

  it('goes on trying when the store is still down', async () => {
    const { server, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 3));
    await store.close();
    const still = openSpilling();
    still.server.failure = outage;
    await still.logger.waitFor(/cannot be emptied/);
    await recover(still);
    expect(await readIds(still.server)).toEqual(idsOf(sampleLetters(0, 3)));
  });

  it('names letters for another place, which it leaves alone', async () => {
    const [old, now] = [new FaultyStore(join(root, 'old')), new FaultyStore(join(root, 'now'))];
    Object.assign(old, { description: 'table record at db1' });
    Object.assign(now, { description: 'table record at db2' });
    old.failure = outage;
    const logger = new AwaitedLogger();
    const config = { path: root, maxBytes: 100_000 };
    const first = withSpill(old, config, { clock, logger: new MemoryLogger() });
    await first.append(sampleLetters(0, 1));
    await first.close();
    const second = withSpill(now, config, { clock, logger });
    await logger.waitFor(/^Dead letters for another place are in the spill .*table-record-at-db1-[0-9a-f]{8}\. /);
    await second.append(sampleLetters(1, 2));
    expect(await readIds(second)).toEqual([sampleLetter(1).id]);
    await second.close();
  });

  it('leaves an empty folder where nothing was spilled', async () => {
    const { store } = openSpilling();
    await store.append(sampleLetters(0, 1));
    await store.close();
    expect(await readdir(root)).toEqual(['server']);
  });
});

describe('closing', () => {
  it('brings what it can to the store', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 700));
    server.failure = undefined;
    await store.close();
    expect(server.takenIds).toEqual(idsOf(sampleLetters(0, 700)));
    expect(logger.messages('warn').some((message) => message.includes('stay in the spill'))).toBe(false);
  });

  it('does not wait for ever for a store that does not answer', async () => {
    const { server, logger, store } = openSpilling();
    server.failure = outage;
    await store.append(sampleLetters(0, 700));
    server.failure = undefined;
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      server.beforeAppend = () => {
        resolve();
        return new Promise<void>((settle) => (answer = settle));
      };
    });
    const closed = store.close();
    await asked;
    clock.advanceBy(5_000);
    await closed;
    expect(logger.messages('warn').at(-1)).toMatch(/^700 dead letters stay in the spill/);
    answer();
  });
});

describe('several at once', () => {
  it('take over what is left one after the other, as subtasks of a job do, so that each letter is sent once', async () => {
    const before = openSpilling();
    before.server.failure = outage;
    await before.store.append(sampleLetters(0, 300));
    await before.store.close();
    const server = new FaultyStore(join(root, 'server'));
    const logger = new AwaitedLogger();
    const all = [0, 1, 2].map(() => openSpilling({ store: server, logger }));
    await logger.waitFor(drained);
    await Promise.all(all.map(({ store }) => store.close()));
    expect(server.takenIds).toEqual(idsOf(sampleLetters(0, 300)));
    expect(logger.messages('warn')).toEqual([expect.stringMatching(/^300 dead letters of an earlier run/)]);
  });

  it('lose nothing when the store comes and goes under them', async () => {
    const server = new FaultyStore(join(root, 'server'));
    const all = [0, 1, 2].map(() => openSpilling({ store: server }));
    let appends = 0;
    server.beforeAppend = () => {
      server.failure = ++appends % 7 === 0 ? outage : undefined;
    };
    for (let from = 0; from < 3000; from += 60) {
      await Promise.all(
        all.map(({ store }, index) => store.append(sampleLetters(from + index * 20, from + index * 20 + 20))),
      );
      // What waits for the clock is under way while the next letters come.
      if (from % 240 === 0) server.failure = undefined;
      clock.advanceBy(30_000);
    }
    server.beforeAppend = () => undefined;
    server.failure = undefined;
    for (const { store } of all) await store.close();
    expect(await filesOf()).toEqual([]);
    expect(await readIds(new FaultyStore(join(root, 'server')))).toEqual(idsOf(sampleLetters(0, 3000)));
  });

  it('take over each other’s files without losing what is written to them meanwhile', async () => {
    const [writing, other] = [openSpilling(), openSpilling()];
    writing.server.failure = outage;
    await mkdir(directory, { recursive: true });
    for (let number = 0; number < 60; number++) {
      const appended = writing.store.append([sampleLetter(number)]);
      await Promise.all([appended, other.store.purge({ olderThan: 0 })]);
    }
    await other.store.purge({ olderThan: 0 });
    expect(await readIds(other.store)).toEqual(idsOf(sampleLetters(0, 60)));
  });
});

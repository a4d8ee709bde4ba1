import { Parameters, stderrLogger, systemClock, type DeadLetter, type DeadLetterStore } from '@weir/core';
import { HBaseClient } from '@weir/hbase-client';
import { describeServerStore, sampleLetter, sampleLetters } from '@weir/testing';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { pinnedVersions, ServiceInstance } from '../../../../../services/service-instance.js';
import { LetterWriters } from '../../../test/letter-writer.js';
import { createStore } from '../create-store.js';
import { resolveFailover } from '../../options.js';

jest.setTimeout(300_000);

/** What an error must come within, whatever is wrong. */
const errorWithinMs = 10_000;

/** Of stores that last out a restart of the server. */
const patient = { 'hbase.client.operation.timeout': 60_000 };

function newTableName(): string {
  return `t_${randomUUID().replaceAll('-', '')}`;
}

async function readAll(store: DeadLetterStore): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read()) letters.push(letter);
  return letters;
}

async function readIds(store: DeadLetterStore): Promise<string[]> {
  return (await readAll(store)).map(({ id }) => id);
}

const writers = new LetterWriters();
beforeAll(() => writers.build(), 300_000);
afterAll(() => {
  writers.stop();
});

describe.each(pinnedVersions('hbase'))('the store in HBase %s', (version) => {
  const server = new ServiceInstance(`hbase@${version}+store`);
  const stores: DeadLetterStore[] = [];
  let address: Readonly<Record<string, string>>;
  let table: string;

  function open(values: Readonly<Record<string, string | number>> = {}): DeadLetterStore {
    const parameters = Parameters.of({ storage: 'hbase', table, ...address, ...values });
    const store = createStore(resolveFailover(parameters.entries(), 'http.sink.failover'), {
      clock: systemClock,
      logger: stderrLogger,
    });
    stores.push(store);
    return store;
  }

  function javaClient(...args: string[]): Promise<string> {
    return server.client(...args);
  }

  beforeAll(async () => {
    const { WEIR_HBASE_QUORUM, WEIR_HBASE_PORT } = await server.start({ fresh: true });
    if (!WEIR_HBASE_QUORUM || !WEIR_HBASE_PORT) throw new Error('the rig does not say where HBase is');
    address = {
      'hbase.zookeeper.quorum': WEIR_HBASE_QUORUM,
      'hbase.zookeeper.property.clientPort': WEIR_HBASE_PORT,
    };
  });

  afterAll(async () => {
    await server.stop();
  });

  beforeEach(() => {
    table = newTableName();
  });

  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()));
  });

  describeServerStore(`hbase ${version}`, () =>
    Promise.resolve({
      store: open(patient),
      reopen: () => Promise.resolve(open(patient)),
      destroy: () => Promise.resolve(),
      restartServer: () => server.restart(),
      startWriter: (letters) => writers.start({ storage: 'hbase', table, ...address, ...patient }, letters),
    }),
  );

  it('writes what readers of StreamPark look for', async () => {
    const letter = sampleLetter(1, { id: 'a1', url: 'http://127.0.0.1:8080?userId=1', lastAt: 1_700_000_000_000 });
    await open().append([letter]);
    const cells = (await javaClient('scan', table)).trimEnd().split('\n');
    const columns = cells.map((line) => line.split('\t')).map(([row, column, , value]) => [row, column, value]);
    const row = '\\x7F\\xFF\\xFEt0\\x1A\\x97\\xFFa1';
    expect(columns).toEqual([
      [row, 'cf:letter', expect.stringContaining('"id":"a1"')],
      [row, 'cf:timestamp', '\\x00\\x00\\x01\\x8B\\xCF\\xE5h\\x00'],
      [row, 'cf:values', letter.url],
    ]);
  });

  it('lists, settles and purges what StreamPark wrote, between letters of its own', async () => {
    await javaClient('create', table, 'cf');
    const row = '\\x7F\\xFF\\xFEt0\\x1A\\x97\\xFF';
    await javaClient('put', table, row, 'cf:values', 'http://127.0.0.1:8080?userId=1');
    await javaClient('put', table, row, 'cf:timestamp', '\\x00\\x00\\x01\\x8B\\xCF\\xE5h\\x00');
    const store = open();
    await store.append([sampleLetter(1)]);

    const [first, second, ...more] = await readAll(store);
    expect(first).toMatchObject({ method: '', url: 'http://127.0.0.1:8080?userId=1', lastAt: 1_700_000_000_000 });
    expect([second?.id, more.length]).toEqual([sampleLetter(1).id, 0]);

    const { id, lastAt } = first!;
    await store.resolve([{ id, lastAt, at: lastAt + 1, outcome: 'delivered' }]);
    expect(await readIds(store)).toEqual([sampleLetter(1).id]);
    expect(await store.purge({ olderThan: lastAt + 1_000 })).toBe(1);
    expect((await javaClient('count', table)).trim()).toBe('1');
    expect((await javaClient('count', `${table}.resolved`)).trim()).toBe('0');
  });

  it('loses no letter when the server is killed under several writers, who wait until it is back', async () => {
    const progress = new EventEmitter();
    const acknowledged: string[] = [];
    const write = async (store: DeadLetterStore, first: number): Promise<void> => {
      for (let from = first; from < first + 2_000; from += 10) {
        const letters = sampleLetters(from, from + 10);
        await store.append(letters);
        acknowledged.push(...letters.map(({ id }) => id));
        progress.emit('letters');
      }
    };
    const writing = [0, 2_000, 4_000].map((first) => write(open(patient), first));
    const failed = Promise.all(writing);
    while (acknowledged.length < 1_000) await Promise.race([once(progress, 'letters'), failed]);

    await server.kill();
    const writtenBefore = acknowledged.length;
    await server.start();
    await Promise.all(writing);

    expect(writtenBefore).toBeLessThan(6_000);
    const ids = sampleLetters(0, 6_000).map(({ id }) => id);
    expect(acknowledged.toSorted()).toEqual(ids);
    expect(await readIds(open())).toEqual(ids);
    expect((await javaClient('count', table)).trim()).toBe('6000');
  });

  it('reads on, settles and purges when the server is killed in the middle', async () => {
    const store = open(patient);
    // The newest are as many as are kept in memory, so that the others are still to be read when the server is killed.
    const newest = sampleLetters(4_000, 4_035).map((letter) => ({ ...letter, body: 'x'.repeat(2 * 1024 * 1024) }));
    await store.append(sampleLetters(0, 4_000));
    for (const letter of newest) await store.append([letter]);
    const ids: string[] = [];
    for await (const { letter } of store.read()) {
      if (ids.push(letter.id) !== 500) continue;
      await server.kill();
      await server.start();
    }
    expect(ids).toEqual(sampleLetters(0, 4_035).map(({ id }) => id));

    await server.kill();
    const settling = store.resolve(
      sampleLetters(0, 900).map(({ id, lastAt }) => ({ id, lastAt, at: lastAt, outcome: 'discarded' })),
    );
    await server.start();
    await settling;
    expect(await store.purge({ olderThan: sampleLetter(1_000).lastAt })).toBe(900);
    expect(await readIds(store)).toHaveLength(4_035 - 900);
  });

  it('refuses a letter whose cell the server would not take, and no other', async () => {
    const store = open();
    const huge = sampleLetter(2, { body: new Uint8Array(8 * 1024 * 1024) });
    const [refused, ...others] = await Promise.allSettled(
      [huge, sampleLetter(1), sampleLetter(3)].map((letter) => store.append([letter])),
    );
    expect(refused).toMatchObject({
      reason: { code: 'LETTER_TOO_LARGE', message: expect.stringContaining('keyvalue.maxsize') as string },
    });
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(await readIds(store)).toEqual([sampleLetter(1).id, sampleLetter(3).id]);
  });

  it('takes a letter of just the limit', async () => {
    const store = open();
    const body = 'x'.repeat(10 * 1024 * 1024 - 1_000);
    await store.append([sampleLetter(1, { body })]);
    expect((await readAll(store))[0]?.body).toBe(body);
  });

  it('creates both tables when it is probed, and leaves no row', async () => {
    await open().probe();
    expect(await javaClient('list')).toContain(`${table}\n${table}.resolved\n`);
    for (const one of [table, `${table}.resolved`]) expect((await javaClient('count', one)).trim()).toBe('0');
  });

  it('goes on in a new table when its own is dropped', async () => {
    const store = open();
    await store.append([sampleLetter(1)]);
    await javaClient('drop', table);
    await expect(store.append([sampleLetter(2)])).rejects.toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      details: { cause: 'HBASE_TABLE_NOT_FOUND' },
    });
    await store.append([sampleLetter(2)]);
    expect(await readIds(store)).toEqual([sampleLetter(2).id]);
  });

  it('reads more than it keeps in memory, in order and whole', async () => {
    const store = open();
    const body = 'x'.repeat(2 * 1024 * 1024);
    const letters = sampleLetters(0, 100).map((letter, index) => (index % 2 === 0 ? letter : { ...letter, body }));
    for (const letter of letters) await store.append([letter]);
    expect(await readAll(store)).toEqual(letters);
  });

  it('gives the readable letters before it names the rows that are not, and purges nothing then', async () => {
    const store = open();
    await store.append([sampleLetter(1)]);
    const client = new HBaseClient({
      quorum: address['hbase.zookeeper.quorum'] ?? '',
      clientPort: Number(address['hbase.zookeeper.property.clientPort']),
    });
    const cells = [{ family: 'cf', qualifier: 'note', value: Buffer.from('not a letter') }];
    await client.put(table, [{ key: Buffer.from('row'), cells }]);
    await client.close();
    expect(await readIds(store)).toEqual([sampleLetter(1).id]);

    await javaClient('put', table, 'row', 'cf:values', 'not a letter');
    const ids: string[] = [];
    const reading = (async () => {
      for await (const { letter } of store.read()) ids.push(letter.id);
    })();
    const corrupt = { code: 'LETTER_STORE_CORRUPT', message: expect.stringContaining('row 726f77') as string };
    await expect(reading).rejects.toMatchObject(corrupt);
    expect(ids).toEqual([sampleLetter(1).id]);
    await expect(store.purge({ olderThan: Date.now(), open: true })).rejects.toMatchObject(corrupt);
  });

  it('finds the cluster when the first hosts of the quorum are dead', async () => {
    const { 'hbase.zookeeper.quorum': host, 'hbase.zookeeper.property.clientPort': port } = address;
    const store = open({ 'hbase.zookeeper.quorum': `127.0.0.1:1, no-such-host.invalid,${host ?? ''}:${port ?? ''}` });
    await store.append([sampleLetter(1)]);
    expect(await readIds(store)).toEqual([sampleLetter(1).id]);
  });

  it.each([
    ['nobody listens at the port', { 'hbase.zookeeper.property.clientPort': 1 }, /ECONNREFUSED.*quorum/],
    ['the host has no address', { 'hbase.zookeeper.quorum': 'no-such-host.invalid' }, /no-such-host.*quorum/],
    ['the root node is another', { 'hbase.zookeeper.znode.parent': '/elsewhere' }, /\/elsewhere.*znode\.parent/],
    ['the namespace does not exist', { table: 'no_such_namespace:letters' }, /namespace/i],
    ['the name of the table is none', { table: 'no table' }, /failover\.table/],
  ])('says within 10 s, when written, read and probed, that %s', async (_, values, message) => {
    const store = open(values);
    const isMissing = 'table' in values && values.table.includes(':');
    const attempts = [
      store.append([sampleLetter(1)]),
      store.probe(),
      // Where there is no table there are no letters.
      ...(isMissing ? [] : [readIds(store)]),
    ];
    const startedAt = performance.now();
    for (const outcome of await Promise.allSettled(attempts)) {
      expect(outcome).toMatchObject({
        reason: { code: 'LETTER_STORE_UNAVAILABLE', message: expect.stringMatching(message) as string },
      });
    }
    expect(performance.now() - startedAt).toBeLessThan(errorWithinMs);
  });

  it('says that a table has no column family cf', async () => {
    await javaClient('create', table, 'other');
    await expect(open().append([sampleLetter(1)])).rejects.toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringContaining('Add the column family cf') as string,
      cause: { code: 'HBASE_FAMILY_NOT_FOUND' },
    });
  });

  it('says that a table is full by its quota', async () => {
    const store = open();
    await store.append([sampleLetter(1)]);
    await javaClient('fill', table);
    await expect(store.append([sampleLetter(2)])).rejects.toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringMatching(/SpaceLimitingException.*Raise the quota, or purge letters/) as string,
    });
    expect(await readIds(store)).toEqual([sampleLetter(1).id]);
  });

  it('says within 10 s that it cannot write when the disk of the server is full, and goes on when there is room', async () => {
    const store = open();
    await store.append([sampleLetter(1)]);
    await server.fillDisk();
    const startedAt = performance.now();
    await expect(store.append([sampleLetter(2)])).rejects.toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
    expect(performance.now() - startedAt).toBeLessThan(errorWithinMs);
    await server.restart();
    await store.append([sampleLetter(3)]);
    expect(await readIds(store)).toEqual(expect.arrayContaining([sampleLetter(1).id, sampleLetter(3).id]));
  });

  it('gives up once when the server does not come back, fails fast from then on, and goes on when it is back', async () => {
    const store = open();
    await store.append([sampleLetter(1)]);
    await server.kill();
    for (let attempt = 0; attempt < 2; attempt++) {
      const startedAt = performance.now();
      await expect(store.append([sampleLetter(2)])).rejects.toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
      expect(performance.now() - startedAt).toBeLessThan(errorWithinMs);
    }
    await server.start();
    await store.append([sampleLetter(2)]);
    expect(await readIds(store)).toEqual([sampleLetter(1).id, sampleLetter(2).id]);
  });
});

import { Parameters, systemClock, type DeadLetterStore } from '@weir/core';
import { describeServerStore, MemoryLogger, sampleLetter, sampleLetters } from '@weir/testing';
import { knex as connectKnex, type Knex } from 'knex';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { ServiceInstance } from '../../../../../services/service-instance.js';
import { LetterWriters } from '../../../test/letter-writer.js';
import { createStore } from '../create-store.js';
import { resolveFailover } from '../../options.js';

jest.setTimeout(120_000);

const instance = new ServiceInstance('mariadb');
const server = instance.start();
/** Stopped and killed by tests, so nobody else uses it. */
const crashing = new ServiceInstance('mariadb+stores');

type Values = Readonly<Record<string, string | number>>;

const opened: DeadLetterStore[] = [];

function open(values: Values, logger = new MemoryLogger()): DeadLetterStore {
  const entries = Parameters.of({ storage: 'mysql', ...values }).entries();
  const store = createStore(resolveFailover(entries, 'http.sink.failover'), { clock: systemClock, logger });
  opened.push(store);
  return store;
}

function newTable(): string {
  return `letters_${randomBytes(6).toString('hex')}`;
}

async function variable(name: string, environment: typeof server = server): Promise<string> {
  const value = (await environment)[name];
  if (value === undefined) throw new Error(`the rig does not say ${name}`);
  return value;
}

/** A connection of the administrator's, to look at the tables from the side. */
let admin: Knex;

beforeAll(async () => {
  admin = connectKnex({ client: 'mysql2', connection: await variable('WEIR_MYSQL_ADMIN_URL') });
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

afterAll(async () => {
  await admin.destroy();
});

async function dropTables(table: string): Promise<void> {
  await admin.schema.dropTableIfExists(table);
  await admin.schema.dropTableIfExists(`${table}_resolved`);
}

const writers = new LetterWriters();
beforeAll(() => writers.build(), 300_000);
afterAll(() => {
  writers.stop();
});

describeServerStore('mysql', async () => {
  const table = newTable();
  const values = { table, 'jdbc.jdbcUrl': await variable('WEIR_MYSQL_URL') };
  return {
    store: open(values),
    reopen: () => Promise.resolve(open(values)),
    destroy: () => dropTables(table),
    restartServer: () => instance.restart(),
    startWriter: (letters) => writers.start({ storage: 'mysql', ...values }, letters),
  };
});

async function readAll(store: DeadLetterStore) {
  const letters = [];
  for await (const { letter } of store.read()) letters.push(letter);
  return letters;
}

/** The error of `work`, which must fail within 10 s. */
async function failureOf(work: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  const startedAt = Date.now();
  const error: unknown = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  return error as { code: string; message: string };
}

/** The URL of the rig as StreamPark's users write it, and user and password apart. */
async function jdbcValues(name: string, parameters = ''): Promise<Values> {
  const url = new URL(await variable(name));
  return {
    'jdbc.jdbcUrl': `jdbc:mysql://${url.host}${url.pathname}${parameters}`,
    'jdbc.username': url.username,
    'jdbc.password': url.password,
  };
}

describe('the tables', () => {
  const table = newTable();
  afterEach(() => dropTables(table));

  it('have the record and the time where StreamPark has them, and the letter beside it', async () => {
    const store = open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    await store.append([sampleLetter(1), sampleLetter(2, { reason: 'malformed-record', url: '', body: 'no url' })]);
    const rows: unknown[] = await admin(table).select('values', 'timestamp', 'id', 'last_at').orderBy('seq');
    expect(rows).toEqual([
      {
        values: sampleLetter(1).url,
        timestamp: sampleLetter(1).lastAt,
        id: 'letter-000001',
        last_at: sampleLetter(1).lastAt,
      },
      { values: 'no url', timestamp: sampleLetter(2).lastAt, id: 'letter-000002', last_at: sampleLetter(2).lastAt },
    ]);
  });

  it('take rows of StreamPark, which are read as letters without a method', async () => {
    const store = open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    await store.append([sampleLetter(1)]);
    await admin.raw(
      'INSERT INTO ??(`values`,`timestamp`) VALUES  ( "http://127.0.0.1:8080\\?userId=(1&siteId=2)" ,5)  ',
      [table],
    );
    const letters = await readAll(store);
    expect(letters).toMatchObject([
      { method: '', url: 'http://127.0.0.1:8080?userId=(1&siteId=2)', lastAt: 5, attempts: [] },
      { id: 'letter-000001' },
    ]);
    await store.resolve(letters.map(({ id, lastAt }) => ({ id, lastAt, at: 6, outcome: 'delivered' })));
    expect(await readAll(store)).toEqual([]);
    expect(await store.purge({ olderThan: 7 })).toBe(1);
    expect(await admin(table).count({ rows: '*' })).toEqual([{ rows: 1 }]);
  });

  it('have names that need quoting', async () => {
    const strange = 'we`ird \'na?me" -- x';
    const store = open({ table: strange, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    await store.append([sampleLetter(1)]);
    await store.resolve([{ id: 'letter-000001', lastAt: sampleLetter(1).lastAt, at: 6, outcome: 'delivered' }]);
    expect(await store.purge({ olderThan: sampleLetter(2).lastAt })).toBe(1);
    await dropTables(strange);
  });

  it('are created anew when somebody dropped them', async () => {
    const store = open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    await store.append([sampleLetter(1)]);
    await dropTables(table);
    expect(await readAll(store)).toEqual([]);
    expect(await failureOf(store.append([sampleLetter(2)]))).toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
    await store.append([sampleLetter(2)]);
    expect(await readAll(store)).toHaveLength(1);
  });

  it('are refused that are something else', async () => {
    await admin.raw('create table ?? (name text)', [table]);
    const error = await failureOf(open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) }).append([sampleLetter(1)]));
    expect(error).toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringContaining('has the columns name') as string,
    });
  });

  it('name a row that cannot be read back, after the readable ones', async () => {
    const store = open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    await store.append(sampleLetters(0, 3));
    await admin(table).where({ id: 'letter-000001' }).update({ envelope: '{"v":1' });
    const ids: string[] = [];
    const reading = (async () => {
      for await (const { letter } of store.read()) ids.push(letter.id);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'LETTER_STORE_CORRUPT',
      message: expect.stringContaining(`${table}, id letter-000001`) as string,
    });
    expect(ids).toEqual(['letter-000000', 'letter-000002']);
  });
});

describe('a table that StreamPark created', () => {
  let table: string;
  let values: Values;
  const logger = new MemoryLogger();

  beforeEach(async () => {
    table = newTable();
    values = { table, ...(await jdbcValues('WEIR_MYSQL_URL')) };
    await admin.raw('create table ?? (`values` text, `timestamp` bigint)', [table]);
  });
  afterEach(() => dropTables(table));

  it('is written as the original did, with one warning of what a replay will miss', async () => {
    const store = open(values, logger);
    await store.append([sampleLetter(1)]);
    await store.append([sampleLetter(2)]);
    expect(await admin(table).orderBy('timestamp')).toEqual(
      [1, 2].map((number) => ({ values: sampleLetter(number).url, timestamp: sampleLetter(number).lastAt })),
    );
    const warnings = logger.entries.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toMatch(/no method, headers, body and history/);
  });

  it('gives its rows as letters, each of equal rows once, and settles them one by one', async () => {
    const store = open(values);
    await admin(table).insert([1, 1, 1, 2].map((timestamp) => ({ values: `http://h/?t=${timestamp}`, timestamp })));
    await admin(table).insert({ values: null, timestamp: null });
    const letters = await readAll(store);
    expect(letters.map(({ lastAt }) => lastAt)).toEqual([0, 1, 1, 1, 2]);
    expect(new Set(letters.map(({ id }) => id)).size).toBe(5);
    const [, one, two, three] = letters;
    await store.resolve([{ id: two!.id, lastAt: 1, at: 9, outcome: 'delivered' }]);
    expect((await readAll(open(values))).map(({ id }) => id)).toEqual([
      letters[0]!.id,
      one!.id,
      three!.id,
      letters[4]!.id,
    ]);
  });

  it('purges settled rows and no other, also among equal ones', async () => {
    const store = open(values);
    await admin(table).insert([1, 1, 1, 2, 3].map((timestamp) => ({ values: `http://h/?t=${timestamp}`, timestamp })));
    const settled = (await readAll(store)).filter((_, index) => index === 1 || index === 3);
    await store.resolve(settled.map(({ id, lastAt }) => ({ id, lastAt, at: 9, outcome: 'delivered' })));
    expect(await store.purge({ olderThan: 100 })).toBe(2);
    expect((await readAll(store)).map(({ lastAt }) => lastAt)).toEqual([1, 1, 3]);
    expect(await store.purge({ olderThan: 100 })).toBe(0);
    expect(await store.purge({ olderThan: 3, open: true })).toBe(2);
    expect((await readAll(store)).map(({ lastAt }) => lastAt)).toEqual([3]);
  });

  it('refuses a letter that its column would cut, and takes the others of the same moment', async () => {
    const store = open(values);
    const url = `http://h/?${'x'.repeat(65_535)}`;
    const [large, small] = await Promise.allSettled([
      store.append([sampleLetter(1, { url })]),
      store.append([sampleLetter(2)]),
    ]);
    expect(large).toMatchObject({
      reason: { code: 'LETTER_TOO_LARGE', details: { id: 'letter-000001', maxBytes: 65_535 } },
    });
    expect(small.status).toBe('fulfilled');
    expect(await readAll(store)).toHaveLength(1);
  });

  it('reads 3,000 rows in order of time', async () => {
    const times = Array.from({ length: 3000 }, (_, index) => (index * 7919) % 1500);
    await admin.batchInsert(
      table,
      times.map((timestamp) => ({ values: 'http://h/', timestamp })),
    );
    const letters = await readAll(open(values));
    expect(letters.map(({ lastAt }) => lastAt)).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(letters.map(({ id }) => id)).size).toBe(3000);
  });
});

describe('the size of a letter', () => {
  const table = newTable();
  afterAll(() => dropTables(table));

  it('may be nearly that of a packet, and a larger one is refused with both sizes', async () => {
    const store = open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    const [row] = (await admin.raw('select @@max_allowed_packet as bytes')) as [{ bytes: number }[]];
    const packet = row[0]!.bytes;
    const body = '"'.repeat(Math.floor(packet / 4) - 2000);
    await store.append([sampleLetter(1, { body })]);
    const error = await failureOf(store.append([sampleLetter(2, { body: `${body}${'x'.repeat(3000 * 4)}` })]));
    expect(error).toMatchObject({
      code: 'LETTER_TOO_LARGE',
      message: expect.stringContaining('max_allowed_packet') as string,
    });
    expect((await readAll(store)).map(({ id }) => id)).toEqual(['letter-000001']);
  });

  it('bounds a statement, however many letters come at once', async () => {
    const store = open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    const body = 'x'.repeat(1024 * 1024);
    await store.append(sampleLetters(10, 40).map((letter) => ({ ...letter, body })));
    expect(await readAll(store)).toHaveLength(31);
  });
});

describe('what goes wrong is said within 10 s, with a remedy and without the password', () => {
  const table = newTable();
  afterAll(() => dropTables(table));
  const password = 'weir-secret';

  async function refused(values: Values, expected: RegExp): Promise<void> {
    for (const use of [
      (store: DeadLetterStore) => store.probe(),
      (store: DeadLetterStore) => store.append([sampleLetter(1)]),
    ]) {
      const error = await failureOf(use(open({ table, ...values })));
      expect(error.code).toBe('LETTER_STORE_UNAVAILABLE');
      expect(error.message).toMatch(expected);
      expect(JSON.stringify(error) + error.message + String((error as { cause?: unknown }).cause)).not.toContain(
        password,
      );
    }
  }

  it('a port where nobody listens', () =>
    refused(
      { 'jdbc.jdbcUrl': 'jdbc:mysql://127.0.0.1:1/weir', 'jdbc.password': password },
      /127\.0\.0\.1:1\/weir cannot be written: .*ECONNREFUSED.*Start the server, or correct host and port in failover\.jdbc\.jdbcUrl/,
    ));

  it('a host that does not exist', () =>
    refused(
      { 'jdbc.jdbcUrl': 'jdbc:mysql://nowhere.invalid/weir' },
      /Correct the host in|Make the server reachable|EAI_AGAIN/,
    ));

  it('a server that accepts and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      await refused(
        { 'jdbc.jdbcUrl': `jdbc:mysql://127.0.0.1:${port}/weir`, 'jdbc.connectionTimeout': 1000 },
        /ETIMEDOUT.*Make the server reachable/,
      );
    } finally {
      silent.close();
    }
  });

  it('a wrong password', async () => {
    const values = await jdbcValues('WEIR_MYSQL_URL');
    await refused(
      { ...values, 'jdbc.password': `${password}-wrong` },
      /Access denied.*Correct failover\.jdbc\.username and failover\.jdbc\.password/,
    );
  });

  it('a database that does not exist', async () => {
    const { host, username, password: given } = new URL(await variable('WEIR_MYSQL_ADMIN_URL'));
    await refused(
      { 'jdbc.jdbcUrl': `jdbc:mysql://${host}/nowhere`, 'jdbc.username': username, 'jdbc.password': given },
      /Unknown database.*Create the database/,
    );
  });

  it('a database that the user may not see', async () => {
    const { host } = new URL(await variable('WEIR_MYSQL_URL'));
    await refused(
      { ...(await jdbcValues('WEIR_MYSQL_URL')), 'jdbc.jdbcUrl': `jdbc:mysql://${host}/closed` },
      /Access denied.*Grant the user rights/,
    );
  });

  it('a user who may only read', async () => {
    await open({ table, ...(await jdbcValues('WEIR_MYSQL_URL')) }).append([sampleLetter(1)]);
    await refused(
      await jdbcValues('WEIR_MYSQL_READER_URL'),
      /command denied.*Grant the user CREATE, SELECT, INSERT and DELETE/,
    );
    expect(await readAll(open({ table, ...(await jdbcValues('WEIR_MYSQL_READER_URL')) }))).toHaveLength(1);
  });

  it('a full table', async () => {
    const full = newTable();
    await admin.raw('create table ?? (`values` text, `timestamp` bigint) engine=MyISAM max_rows=1 avg_row_length=1', [
      full,
    ]);
    const store = open({ table: full, ...(await jdbcValues('WEIR_MYSQL_URL')) });
    const filling = (async () => {
      for (let number = 0; ; number++)
        await store.append([sampleLetter(number, { url: `http://h/?${'x'.repeat(60_000)}` })]);
    })();
    expect(await failureOf(filling)).toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringMatching(/is full.*Free some space/) as string,
    });
    await dropTables(full);
  });
});

describe('TLS', () => {
  const table = newTable();
  afterAll(() => dropTables(table));

  async function cipherOf(name: string, parameters: string, more: Values = {}): Promise<void> {
    const store = open({ table, ...(await jdbcValues(name, parameters)), ...more });
    await store.append([sampleLetter(1)]);
  }

  it.each(['', '?sslMode=REQUIRED', '?useSSL=true&serverTimezone=UTC', '?requireSSL=true'])(
    'is used with the URL parameters "%s"',
    (parameters) => cipherOf('WEIR_MYSQL_TLS_URL', parameters),
  );

  it('is not used when the URL says so', async () => {
    const error = await failureOf(cipherOf('WEIR_MYSQL_TLS_URL', '?useSSL=false'));
    expect(error.message).toMatch(/Access denied.*a user who must use TLS needs sslMode=REQUIRED/);
  });

  it('checks the authority and the name when it is told to', async () => {
    const sslCa = { 'jdbc.sslCa': await variable('WEIR_MYSQL_CA') };
    const { port } = new URL(await variable('WEIR_MYSQL_URL'));
    await cipherOf('WEIR_MYSQL_TLS_URL', '?sslMode=VERIFY_CA', sslCa);
    await cipherOf('WEIR_MYSQL_TLS_URL', '', { ...sslCa, 'jdbc.jdbcUrl': `jdbc:mysql://localhost:${port}/weir` });
    const unknown = await failureOf(cipherOf('WEIR_MYSQL_TLS_URL', '?sslMode=VERIFY_CA'));
    expect(unknown.message).toMatch(/HANDSHAKE_SSL_ERROR.*Set failover\.jdbc\.sslCa/);
    const address = await failureOf(cipherOf('WEIR_MYSQL_TLS_URL', '?sslMode=VERIFY_IDENTITY', sslCa));
    expect(address.message).toMatch(/cannot be compared with an IP address/);
  });
});

describe('a server that goes away', () => {
  const letters = sampleLetters(0, 400);

  it.each(['stop', 'kill'] as const)('keeps what was acknowledged and gets the rest: %s', async (end) => {
    const url = await variable('WEIR_MYSQL_URL', crashing.start());
    const store = open({ table: newTable(), 'jdbc.jdbcUrl': url });
    await store.append([sampleLetter(1000)]);
    let acknowledged = 0;
    const begun = new EventEmitter();
    const halfway = once(begun, 'halfway');
    const appending = (async () => {
      for (const letter of letters) {
        for (;;) {
          try {
            await store.append([letter]);
            break;
          } catch (error) {
            expect(error).toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
          }
        }
        if (++acknowledged === 100) begun.emit('halfway');
      }
    })();
    await halfway;
    await crashing[end]();
    await crashing.start();
    await appending;
    expect((await readAll(store)).map(({ id }) => id)).toEqual([...letters.map(({ id }) => id), 'letter-001000']);
    await store.probe();
  });

  it('is reported within 10 s while it is away, and used again when it is back', async () => {
    const url = await variable('WEIR_MYSQL_URL', crashing.start());
    const store = open({ table: newTable(), 'jdbc.jdbcUrl': url });
    await store.append([sampleLetter(1)]);
    await crashing.stop();
    const failures = await Promise.all([
      failureOf(store.append([sampleLetter(2)])),
      failureOf(readAll(store)),
      failureOf(store.probe()),
    ]);
    for (const { code } of failures) expect(code).toBe('LETTER_STORE_UNAVAILABLE');
    await crashing.start();
    await store.append([sampleLetter(3)]);
    expect((await readAll(store)).map(({ id }) => id)).toEqual(['letter-000001', 'letter-000003']);
  });

  it('is noticed when it owes an answer for too long, also under TLS', async () => {
    const { host, hostname, port, pathname, username, password } = new URL(await variable('WEIR_MYSQL_URL'));
    const sockets: Socket[] = [];
    let silent = false;
    const between = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      sockets.push(client, upstream);
      client.on('data', (data) => (silent ? undefined : upstream.write(data))).on('error', () => upstream.destroy());
      upstream.on('data', (data) => (silent ? undefined : client.write(data))).on('error', () => client.destroy());
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const table = newTable();
    const address = `127.0.0.1:${(between.address() as AddressInfo).port}`;
    expect(address).not.toBe(host);
    const store = open({
      table,
      'jdbc.jdbcUrl': `jdbc:mysql://${address}${pathname}?sslMode=REQUIRED&socketTimeout=500`,
      'jdbc.connectionTimeout': 1000,
      'jdbc.username': username,
      'jdbc.password': password,
    });
    try {
      await store.append([sampleLetter(1)]);
      silent = true;
      const error = await failureOf(store.append([sampleLetter(2)]));
      expect(error).toMatchObject({
        code: 'LETTER_STORE_UNAVAILABLE',
        message: expect.stringContaining('ETIMEDOUT') as string,
      });
      silent = false;
      await store.append([sampleLetter(3)]);
      expect(await readAll(store)).toHaveLength(2);
      await store.close();
    } finally {
      for (const socket of sockets) socket.destroy();
      between.close();
      await dropTables(table);
    }
  });

  afterAll(() => crashing.stop());
});

describe('the pool', () => {
  it('is not larger than it is told, however many callers there are', async () => {
    const table = newTable();
    const values = { table, ...(await jdbcValues('WEIR_MYSQL_URL')), 'jdbc.maximumPoolSize': 2 };
    const store = open(values);
    const { username } = new URL(await variable('WEIR_MYSQL_URL'));
    const before = await connectionsOf(username);
    await Promise.all(sampleLetters(0, 200).map((letter) => store.append([letter])));
    await Promise.all([readAll(store), readAll(store), readAll(store), readAll(store)]);
    expect((await connectionsOf(username)) - before).toBeLessThanOrEqual(2);
    await dropTables(table);
  });

  async function connectionsOf(user: string): Promise<number> {
    const [rows] = (await admin.raw(
      'select count(*) as connections from information_schema.processlist where user = ?',
      [user],
    )) as [{ connections: number }[]];
    return rows[0]!.connections;
  }
});

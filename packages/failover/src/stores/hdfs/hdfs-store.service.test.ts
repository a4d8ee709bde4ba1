import { Parameters, stderrLogger, systemClock, type DeadLetter, type DeadLetterStore } from '@weir/core';
import { sampleLetter, sampleLetters } from '@weir/testing';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceInstance } from '../../../../../services/service-instance.js';
import { createStore } from '../create-store.js';
import { resolveFailover } from '../../options.js';
import { parseNameNodes } from './webhdfs/name-nodes.js';
import { WebHdfs } from './webhdfs/webhdfs.js';

jest.setTimeout(180_000);

type Values = Readonly<Record<string, string | number>>;

const instance = new ServiceInstance('hdfs');
/** Stopped and told to be safe by tests, so nobody else uses it. */
const crashing = new ServiceInstance('hdfs+stores');

interface Server {
  readonly webhdfs: string;
  readonly http: string;
  readonly rpc: string;
  readonly swebhdfs: string;
  readonly ca: string;
  readonly user: string;
  readonly path: string;
  readonly fullPath: string;
}

async function start(service: ServiceInstance): Promise<Server> {
  const environment = await service.start();
  const variable = (name: string): string => {
    const value = environment[`WEIR_HDFS_${name}`];
    if (value === undefined) throw new Error(`the rig does not say WEIR_HDFS_${name}`);
    return value;
  };
  return {
    webhdfs: variable('WEBHDFS'),
    http: variable('HTTP'),
    rpc: variable('NAMENODE'),
    swebhdfs: variable('SWEBHDFS'),
    ca: variable('CA'),
    user: variable('USER'),
    path: `${variable('PATH')}/${randomBytes(6).toString('hex')}`,
    fullPath: variable('FULL_PATH'),
  };
}

let server: Server;
const opened: DeadLetterStore[] = [];
const clients: WebHdfs[] = [];

beforeAll(async () => {
  server = await start(instance);
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  for (const client of clients.splice(0)) client.close();
});

function open(values: Values = {}, { webhdfs, user, path } = server, clock = systemClock): DeadLetterStore {
  const entries = Parameters.of({
    storage: 'hdfs',
    'hdfs.namenode': webhdfs,
    'hdfs.user': user,
    'hdfs.path': path,
    ...values,
  }).entries();
  const store = createStore(resolveFailover(entries, 'http.sink.failover'), { clock, logger: stderrLogger });
  opened.push(store);
  return store;
}

/** HDFS from the side, as a user may put files there. */
function connect(): WebHdfs {
  const client = new WebHdfs({
    nameNodes: parseNameNodes(server.webhdfs, 'hdfs')!,
    user: server.user,
    timeoutMs: 8000,
  });
  clients.push(client);
  return client;
}

async function readAll(store: DeadLetterStore): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const { letter } of store.read()) letters.push(letter);
  return letters;
}

function settle(letters: readonly DeadLetter[]) {
  return letters.map(({ id, lastAt }) => ({ id, lastAt, at: lastAt, outcome: 'delivered' as const }));
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

describe('the files', () => {
  it('are StreamPark’s by place and name, for their owner only, one for what is appended together', async () => {
    const { path } = await start(instance);
    const store = open({ 'hdfs.path': path, table: 'db.orders', 'hdfs.format': 'yyyy' });
    await store.append(sampleLetters(0, 3));
    await store.resolve(settle([sampleLetter(0)]));
    const lines = (await instance.client('dfs', '-ls', '-R', path)).trim().split('\n');
    const files = lines.filter((line) => line.startsWith('-'));
    const year = new Date().getFullYear();
    expect(files).toEqual([
      expect.stringMatching(`^-rw------- .* ${path}/orders/${year}/\\d{13}_[0-9a-f]{32}$`) as string,
      expect.stringMatching(`^-rw------- .* ${path}/orders\\.resolved/${year}/\\d{13}_[0-9a-f]{32}$`) as string,
    ]);
    const content = await instance.client('dfs', '-cat', `${path}/orders/*/*`);
    const letters = content
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(letters).toMatchObject(
      sampleLetters(0, 3).map(({ id, url, method, lastAt }) => ({ values: [url], timestamp: lastAt, id, url, method })),
    );
  });

  it('hold the record alone where that is asked for, except one that does not fit on a line', async () => {
    const values = { 'hdfs.content': 'raw', table: 'raw' };
    const store = open(values);
    const malformed = sampleLetter(2, { reason: 'malformed-record', url: '', body: 'no\nurl' });
    await store.append([sampleLetter(1), malformed]);
    const content = await instance.client('dfs', '-cat', `${server.path}/raw/*/*`);
    const [first, second] = content.split('\n');
    expect(first).toBe(sampleLetter(1).url);
    expect(JSON.parse(second!)).toMatchObject({ values: ['no\nurl'], id: malformed.id });
    const letters = await readAll(open(values));
    expect(letters).toEqual(
      expect.arrayContaining([malformed, expect.objectContaining({ url: sampleLetter(1).url, method: '' })]),
    );
    await store.resolve(settle(letters));
    expect(await readAll(store)).toEqual([]);
  });

  it('hold letters that waited for each other', async () => {
    const store = open({ table: 'lingering', 'batch.maxDelayMs': 60_000, 'batch.maxLetters': 4 });
    await Promise.all(sampleLetters(0, 8).map((letter) => store.append([letter])));
    const hdfs = connect();
    const [day] = await hdfs.list(`${server.path}/lingering`);
    expect(await hdfs.list(`${server.path}/lingering/${day!.pathSuffix}`)).toHaveLength(2);
  });

  it('may have names that need encoding', async () => {
    const values = { 'hdfs.path': `${server.path}/a b%ü?#+&=;`, table: 'Aufträge 100%', 'hdfs.format': "'Tag 'd/H" };
    await open(values).append([sampleLetter(1)]);
    expect(await readAll(open(values))).toEqual([sampleLetter(1)]);
  });
});

describe('files of StreamPark', () => {
  const at = 1714521600000;
  let directory: string;

  beforeEach(() => {
    directory = `${server.path}/original/2024-05-01`;
  });

  it('are read as letters without a method, settled, and purged', async () => {
    const values = { 'hdfs.path': `${server.path}/a`, table: 'original' };
    await connect().create(
      `${server.path}/a/original/2024-05-01/${at}_${'0a'.repeat(16)}`,
      Buffer.from('http://h/?a=1\n'),
    );
    await connect().create(
      `${server.path}/a/original/20240501/${at}_${'0b'.repeat(16)}`,
      Buffer.from('http://h/?a=1\n'),
    );
    const store = open(values);
    const letters = await readAll(store);
    expect(letters).toMatchObject([1, 2].map(() => ({ method: '', url: 'http://h/?a=1', lastAt: at, attempts: [] })));
    await store.resolve(settle(letters.slice(0, 1)));
    expect(await readAll(open(values))).toEqual(letters.slice(1));
    expect(await store.purge({ olderThan: at + 1 })).toBe(1);
    expect(await readAll(store)).toEqual(letters.slice(1));
  });

  it('stay as they are until all of their lines can go, so that no letter changes its id', async () => {
    const values = { 'hdfs.path': `${server.path}/b`, table: 'original' };
    await connect().create(
      `${server.path}/b/original/x/${at}_${'0c'.repeat(16)}`,
      Buffer.from('http://h/1\nhttp://h/2\n'),
    );
    const store = open(values);
    const letters = await readAll(store);
    await store.resolve(settle(letters.slice(0, 1)));
    expect(await store.purge({ olderThan: at + 1 })).toBe(0);
    expect(await readAll(store)).toEqual(letters.slice(1));
    await store.resolve(settle(letters.slice(1)));
    expect(await store.purge({ olderThan: at + 1 })).toBe(2);
  });

  it('that are no data of a table, or empty, are left out', async () => {
    const values = { 'hdfs.path': `${server.path}/c`, table: 'original' };
    const hdfs = connect();
    for (const name of ['_SUCCESS', '.hidden', '_temporary/x']) {
      await hdfs.create(`${server.path}/c/original/x/${name}`, Buffer.from('http://h/\n'));
    }
    await hdfs.create(`${server.path}/c/original/x/empty`, Buffer.alloc(0));
    expect(await readAll(open(values))).toEqual([]);
  });

  it('whose last line may be half a record are named after what can be read', async () => {
    const path = `${directory}/${at}_${'0d'.repeat(16)}`;
    await connect().create(path, Buffer.from('http://h/1\nhttp://h/2'));
    const urls: string[] = [];
    const reading = (async () => {
      for await (const { letter } of open({ table: 'original' }).read()) urls.push(letter.url);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'LETTER_STORE_CORRUPT',
      message: expect.stringContaining(`${path}:2: its line break is missing`) as string,
    });
    expect(urls).toEqual(['http://h/1']);
  });
});

it('shows nothing of a file whose writer was cut off, and removes what is left of it a day later', async () => {
  const store = open({ table: 'cut' });
  await store.append([sampleLetter(1)]);
  const path = `${server.path}/cut.writing/1714521600000_${'00'.repeat(16)}`;
  const location = await fetch(
    `${server.http}/webhdfs/v1${path}?op=CREATE&user.name=${server.user}&permission=600&noredirect=true`,
    { method: 'PUT' },
  );
  const { Location } = (await location.json()) as { readonly Location: string };
  const upload = request(Location, { method: 'PUT', headers: { 'content-length': 1000 } });
  upload.on('error', () => undefined);
  upload.write('http://h/half');
  const hdfs = connect();
  for (let isThere = false; !isThere;) isThere = await hdfs.exists(path);
  upload.destroy();
  expect(await readAll(open({ table: 'cut' }))).toEqual([sampleLetter(1)]);
  await store.purge({ olderThan: 0 });
  expect(await hdfs.exists(path)).toBe(true);
  const tomorrow = { now: () => Date.now() + 25 * 3_600_000, setTimer: () => () => undefined };
  const later = open({ table: 'cut' }, server, tomorrow);
  await later.purge({ olderThan: 0 });
  expect(await hdfs.exists(path)).toBe(false);
});

describe('TLS', () => {
  it('is spoken with both nodes where the authority is given', async () => {
    const store = open({ table: 'tls', 'hdfs.namenode': server.swebhdfs, 'hdfs.caFile': server.ca });
    await store.probe();
    await store.append([sampleLetter(1)]);
    expect(await readAll(store)).toEqual([sampleLetter(1)]);
  });

  it('is refused where the authority is not known', async () => {
    const error = await failureOf(open({ 'hdfs.namenode': server.swebhdfs }).append([sampleLetter(1)]));
    expect(error).toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringMatching(/certificate.* Set failover\.hdfs\.caFile/) as string,
    });
  });

  it('names a file of certificates that cannot be read', async () => {
    const store = open({ 'hdfs.namenode': server.swebhdfs, 'hdfs.caFile': '/nowhere/ca.pem' });
    expect(await failureOf(store.append([sampleLetter(1)]))).toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringMatching(/failover\.hdfs\.caFile cannot be read: ENOENT.* PEM file/) as string,
    });
  });
});

describe('a clear error within 10 s', () => {
  const portOf = (url: string): string => new URL(url).port;

  it.each<[string, () => Values, RegExp]>([
    [
      'a closed port',
      () => ({ 'hdfs.namenode': 'webhdfs://127.0.0.1:1' }),
      /name node http:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED.* Start the name node/,
    ],
    [
      'a logical name',
      () => ({ 'hdfs.namenode': 'hdfs://nameservice1.invalid' }),
      /nameservice1\.invalid:9870 cannot be reached.* List all name nodes/,
    ],
    [
      'the RPC port',
      () => ({ 'hdfs.namenode': `webhdfs://127.0.0.1:${portOf(server.rpc)}` }),
      /is an RPC port of Hadoop and takes no HTTP\. Set failover\.hdfs\.httpAddress to host:port/,
    ],
    [
      'the HTTPS port for HTTP',
      () => ({ 'hdfs.namenode': `webhdfs://127.0.0.1:${portOf(server.swebhdfs)}` }),
      /httpAddress/,
    ],
    [
      'the HTTP port for HTTPS',
      () => ({ 'hdfs.namenode': `swebhdfs://127.0.0.1:${portOf(server.http)}` }),
      /dfs\.namenode\.https-address/,
    ],
    [
      'a user without rights',
      () => ({ 'hdfs.user': 'stranger' }),
      /Permission denied: user=stranger, .*Give the user stranger the right .*\/http\/.*\/record.* failover\.hdfs\.user/,
    ],
    [
      'a path without rights',
      () => ({ 'hdfs.path': '/nowhere' }),
      /Permission denied: user=benjobs, .* Give the user benjobs the right to read and write \/nowhere\/record/,
    ],
    [
      'a used-up quota',
      () => ({ 'hdfs.path': server.fullPath }),
      /DSQuotaExceededException: .* raise it .*purge letters/,
    ],
  ])('names %s and the remedy', async (_, values, message) => {
    const expected = { code: 'LETTER_STORE_UNAVAILABLE', message: expect.stringMatching(message) as string };
    const store = open(values());
    expect(await failureOf(store.append([sampleLetter(1)]))).toMatchObject(expected);
    expect(await failureOf(store.probe())).toMatchObject(expected);
  });

  it('names a file where a directory is needed', async () => {
    const path = `${server.path}/file`;
    await connect().create(path, Buffer.from('x'));
    expect(await failureOf(open({ 'hdfs.path': path }).append([sampleLetter(1)]))).toMatchObject({
      message: expect.stringMatching(/ParentNotDirectoryException.* A file is where a directory is needed/) as string,
    });
  });

  it('names a web server that is no name node', async () => {
    const other = createServer((_, response) => void response.writeHead(404).end('<html>not here</html>')).listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    expect(await failureOf(open({ 'hdfs.namenode': `webhdfs://127.0.0.1:${port}` }).probe())).toMatchObject({
      message: expect.stringMatching(
        /does not answer as WebHDFS does: HTTP 404 <html>not here.*dfs\.webhdfs\.enabled/,
      ) as string,
    });
    other.close();
  });

  it('names a name node that is another one than the configured', async () => {
    const values = { 'hdfs.namenode': server.rpc, 'hdfs.httpAddress': `127.0.0.1:${portOf(server.http)}` };
    await open(values).probe();
    expect(await failureOf(open({ ...values, 'hdfs.namenode': 'hdfs://127.0.0.1:8020' }).probe())).toMatchObject({
      code: 'LETTER_STORE_UNAVAILABLE',
      message: expect.stringMatching(
        /has the RPC port 8020, but the name node that answers .* Set failover\.hdfs\.httpAddress/,
      ) as string,
    });
  });
});

it('goes to the next name node of a list', async () => {
  const store = open({ table: 'several', 'hdfs.namenode': `webhdfs://127.0.0.1:1,${server.webhdfs}` });
  await store.append([sampleLetter(1)]);
  expect(await readAll(store)).toEqual([sampleLetter(1)]);
});

describe('a server that goes away', () => {
  let other: Server;

  beforeAll(async () => {
    other = await start(crashing);
  });
  afterAll(() => crashing.stop());

  it('refuses letters while it is gone, and has those from before and after when it is back', async () => {
    const store = open({ table: 'restart' }, other);
    await store.append([sampleLetter(1)]);
    await crashing.kill();
    expect(await failureOf(store.append([sampleLetter(2)]))).toMatchObject({ code: 'LETTER_STORE_UNAVAILABLE' });
    await crashing.start();
    await store.append([sampleLetter(3)]);
    expect(await readAll(store)).toEqual([sampleLetter(1), sampleLetter(3)]);
  });

  it('refuses letters while it is in safe mode, and waits a moment for its end', async () => {
    const store = open({ table: 'safe' }, other);
    await crashing.client('dfsadmin', '-safemode', 'enter');
    expect(await failureOf(store.append([sampleLetter(1)]))).toMatchObject({
      message: expect.stringMatching(/SafeModeException: .* wait until it has left it/) as string,
    });
    const [appended] = await Promise.all([
      store.append([sampleLetter(2)]).then(() => 'appended'),
      crashing.client('dfsadmin', '-safemode', 'leave'),
    ]);
    expect(appended).toBe('appended');
    expect(await readAll(store)).toEqual([sampleLetter(2)]);
  });
});

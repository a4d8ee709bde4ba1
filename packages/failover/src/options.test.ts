import { Parameters } from '@weir/core';
import { openStore } from './open-store.js';
import { failoverKeys, resolveFailover } from './options.js';

const prefix = 'http.sink.failover';

function resolve(values: Readonly<Record<string, string | number>>) {
  return resolveFailover(Parameters.of(values).entries(), prefix);
}

const documentedBlocks = {
  'jdbc.jdbcUrl': 'jdbc:mysql://localhost:3306/test',
  'jdbc.username': 'root',
  'jdbc.password': 123456,
  'kafka.topic': 'bigdata',
  'kafka.bootstrap.servers': 'localhost:9091,localhost:9092,localhost:9093',
  'hbase.zookeeper.quorum': 'localhost',
  'hbase.zookeeper.property.clientPort': 2181,
  'hdfs.namenode': 'hdfs://localhost:8020',
  'hdfs.user': 'benjobs',
  'hdfs.path': '/http/failover',
  'hdfs.format': 'yyyy-MM-dd',
};

it('keeps letters in files when nothing is configured', () => {
  expect(resolve({})).toMatchObject({
    table: 'record',
    storage: 'file',
    maxLetterBytes: 16 * 1024 * 1024,
    options: { 'file.path': './weir-data/letters', 'file.maxFileBytes': 67108864 },
  });
});

it('accepts the blocks of all documented stores beside the selected one', () => {
  expect(resolve({ ...documentedBlocks, table: 'orders', storage: 'File' })).toMatchObject({
    table: 'orders',
    storage: 'file',
  });
});

it.each([
  ['directly below failover', { storge: 'file' }, /failover\.storge is not a known key.*failover\.storage/],
  ['in the block of the selected store', { 'file.pth': 'x' }, /failover\.file\.pth is not .*failover\.file\.path/],
  ['in the name of a block', { 'fiel.path': 'x' }, /failover\.fiel\.path is not a known key.*failover\.file\.path/],
])('refuses a typo %s and names the nearest key', (_, values, message) => {
  expect(() => resolve(values)).toThrow(
    expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', message: expect.stringMatching(message) as string }) as Error,
  );
});

it('refuses an unknown store, naming the known ones and the nearest', () => {
  expect(() => resolve({ storage: 'fiel' })).toThrow(
    expect.objectContaining({
      code: 'LETTER_STORE_UNKNOWN',
      message: expect.stringMatching(
        /^http\.sink\.failover\.storage: "fiel" is not a known store\. Known: file, .* Did you mean file\?$/,
      ) as string,
    }) as Error,
  );
});

it('does not take the name of an object property for a store', () => {
  expect(() => resolve({ storage: 'constructor' })).toThrow(/Known: file, .* Use one of them/);
});

it.each(['a/b', 'a\\b', '..', '../letters', 'a..b', '.', '.hidden', 'a\u0000b', ' '])(
  'refuses the table name %j',
  (table) => {
    expect(() => resolve({ table })).toThrow(/http\.sink\.failover\.table: .* is not a name without/);
  },
);

it.each(['record', 'db.record', 'orders-2024_v1', 'Aufträge'])('accepts the table name %s', (table) => {
  expect(resolve({ table }).table).toBe(table);
});

it('adds configured secret headers to the built-in ones', () => {
  const { secretHeaders } = resolve({ redactHeaders: 'X-Tenant-Key , x-b' });
  expect(secretHeaders).toEqual(expect.arrayContaining(['authorization', 'cookie', 'x-tenant-key', 'x-b']));
});

it.each([
  ['maxLetterBytes', '0', /whole number of at least 1/],
  ['redactHeaders', 'a b', /comma-separated list of header names/],
  ['file.maxFileBytes', '-1', /whole number of at least 1/],
  ['file.maxFileBytes', '64 MiB', /"64 MiB" \(program\) is not a whole number/],
])('refuses %s: %s', (name, value, message) => {
  expect(() => resolve({ [name]: value })).toThrow(message);
});

it('lists its keys for the reference, each with a sentence', () => {
  const ofAll = ['table', 'storage', 'redactHeaders', 'maxLetterBytes', 'spill.path', 'spill.maxBytes'];
  const ofFiles = ['file.path', 'file.maxFileBytes'];
  expect(Object.keys(failoverKeys).slice(0, 8)).toEqual([...ofAll, ...ofFiles]);
  for (const { doc } of Object.values(failoverKeys)) expect(doc).toMatch(/\.$/);
});

it('opens a store without touching its place', async () => {
  const store = openStore(resolve({ 'file.path': '/dev/null/nowhere', table: 'orders' }));
  expect(store.description).toBe('files in /dev/null/nowhere/orders');
  await store.close();
});

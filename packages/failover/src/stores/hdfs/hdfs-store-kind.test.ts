import { Parameters } from '@weir/core';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';

/** The block of StreamPark's documentation. */
const documented = {
  storage: 'hdfs',
  'hdfs.namenode': 'hdfs://localhost:8020',
  'hdfs.user': 'benjobs',
  'hdfs.path': '/http/failover',
  'hdfs.format': 'yyyy-MM-dd',
};

function resolve(values: Readonly<Record<string, string>>) {
  return resolveFailover(Parameters.of({ ...documented, ...values }).entries(), 'http.sink.failover');
}

it('takes the documented keys, and says where the letters go', async () => {
  const store = openStore(resolve({}));
  expect(store.description).toBe('HDFS /http/failover/record at http://localhost:9870');
  await store.close();
});

it.each([
  ['hdfs.httpAddress', 'nn1:50070', 'HDFS /http/failover/record at http://nn1:50070'],
  ['hdfs.namenode', 'swebhdfs://nn1,nn2', 'HDFS /http/failover/record at https://nn1:9871, https://nn2:9871'],
  ['hdfs.path', '//a//b/', 'HDFS /a/b/record at http://localhost:9870'],
  ['table', 'db.orders', 'HDFS /http/failover/orders at http://localhost:9870'],
  ['table', 'orders.', 'HDFS /http/failover/orders at http://localhost:9870'],
])('takes %s: %s', async (key, value, description) => {
  const store = openStore(resolve({ [key]: value }));
  expect(store.description).toBe(description);
  await store.close();
});

it.each([
  ['hdfs.namenode', 'nameservice1/x', /is not hdfs:\/\/host:port, webhdfs/],
  ['hdfs.httpAddress', 'http://nn1:9870/webhdfs', /is not host:port/],
  ['hdfs.path', 'http/failover', /is not an absolute path/],
  ['hdfs.path', '/', /is not an absolute path/],
  ['hdfs.path', '/a/../b', /is not an absolute path/],
  ['hdfs.path', '/a:b', /is not an absolute path/],
  ['hdfs.format', 'yyyy-bb', /is not a pattern of Java's SimpleDateFormat/],
  ['hdfs.format', 'HH:mm', /whose dates are without :/],
  ['hdfs.format', "'../'yyyy", /is not a pattern/],
  ['hdfs.content', 'xml', /is not json or raw/],
  ['hdfs.timeoutMs', '8s', /is not a whole number/],
  ['batch.maxLetters', '0', /is not a whole number from 1/],
  ['hdfs.nmenode', 'x', /Did you mean http\.sink\.failover\.hdfs\.namenode/],
  ['batch.maxLeters', '1', /Did you mean http\.sink\.failover\.batch\.maxLetters/],
])('refuses %s: %s', (key, value, message) => {
  expect(() => resolve({ [key]: value })).toThrow(message);
});

it.each(['hdfs.namenode', 'hdfs.user', 'hdfs.path'])('asks for %s', (key) => {
  const values = Object.fromEntries(Object.entries(documented).filter(([name]) => name !== key));
  const entries = Parameters.of(values).entries();
  expect(() => resolveFailover(entries, 'http.sink.failover')).toThrow(`http.sink.failover.${key} is not set`);
});

it('leaves its blocks alone where another store is selected', () => {
  expect(resolve({ storage: 'file', 'batch.maxLetters': '5' }).storage).toBe('file');
});

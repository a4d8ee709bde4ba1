import { Parameters } from '@weir/core';
import { openStore } from '../../open-store.js';
import { resolveFailover } from '../../options.js';

const prefix = 'http.sink.failover';

function resolve(values: Readonly<Record<string, string | number>>) {
  return resolveFailover(Parameters.of({ storage: 'hbase', ...values }).entries(), prefix);
}

it('works with nothing but the quorum', async () => {
  const store = openStore(resolve({ 'hbase.zookeeper.quorum': 'localhost' }));
  expect(store.description).toBe('table record in HBase at localhost:2181:/hbase');
  await store.close();
});

it('takes several hosts with ports, another port, root node and user, and the table as StreamPark does', async () => {
  const store = openStore(
    resolve({
      table: 'test.orders',
      'hbase.zookeeper.quorum': 'zk1, zk2:2182',
      'hbase.zookeeper.property.clientPort': 2183,
      'hbase.zookeeper.znode.parent': '/hbase-unsecure',
      'hbase.auth.user': 'benjobs',
    }),
  );
  expect(store.description).toBe('table orders in HBase at zk1, zk2:2182:2183:/hbase-unsecure');
  await store.close();
});

it('names settings of HBase’s own client that have no meaning here instead of refusing them', () => {
  const values = { 'hbase.zookeeper.quorum': 'localhost', 'hbase.client.retries.number': 3 };
  expect(resolve(values).ignoredKeys).toEqual([`${prefix}.hbase.client.retries.number`]);
});

it.each([
  ['hbase.zookeeper.quorum', '', /list of hosts/],
  ['hbase.zookeeper.quorum', 'localhost:2181/hbase', /list of hosts/],
  ['hbase.zookeeper.property.clientPort', '0', /is not a port/],
  ['hbase.zookeeper.znode.parent', 'hbase', /begins with \//],
  ['hbase.security.authentication', 'kerberos', /Kerberos is not supported/],
])('refuses %s: %j', (name, value, message) => {
  expect(() => resolve({ 'hbase.zookeeper.quorum': 'localhost', [name]: value })).toThrow(message);
});

it('does not load the client before it is used', async () => {
  const store = openStore(resolve({ 'hbase.zookeeper.quorum': 'localhost' }));
  await store.close();
  const client = require.resolve('@weir/hbase-client');
  expect(Object.keys(require.cache)).not.toContain(client);
});
